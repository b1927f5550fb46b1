r"""One YAML file → plain data that fits its schema, with the place of every part.

YAML forgives too much for rules that decide who is withheld: a key written twice silently loses the first value, and an
unquoted 01 becomes the number 1. Both are refused, with line and column, like all that the schema does not foresee.

>>> document = parse_document("keys.yaml", "a: {b: [x, y]}\n")
>>> document.data, document.place("a", "b", 1)
({'a': {'b': ['x', 'y']}}, (1, 12))
>>> parse_document("keys.yaml", "a: 1\nb: 2\na: 3\n")
Traceback (most recent call last):
    ...
rules.errors.RuleFileError: keys.yaml:3:1: each key once, but 'a' stands here again
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator, ValidationError, ValidationErrorKind

from rules.errors import RuleFileError

SCHEMAS = Path(__file__).parent / "schema"
Trail = tuple[str | int, ...]
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """The data of one rule file; `marks` has the line and column of every part by its trail of keys and positions."""

    file: str
    data: Any
    marks: Mapping[Trail, tuple[int, int]]

    def place(self, *trail: str | int) -> tuple[int, int]:
        """Return line and column of a part, counted from 1."""
        return self.marks[trail]

    def error(self, expected: str, *trail: str | int) -> RuleFileError:
        """Return the refusal that points at a part."""
        return RuleFileError(self.file, *self.place(*trail), expected)


def read_document(folder: Path, file: str, schema: str) -> Document:
    """Read a rule file and check it against `schema/<schema>.schema.json`.

    Raises:
        RuleFileError: it cannot be read, is not YAML, or does not fit the schema.
    """
    try:
        text = (folder / file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise RuleFileError(file, 1, 1, "a readable file in UTF-8") from None
    document = parse_document(file, text)
    for error in _errors(document.data, schema):
        raise document.error(_expected(error), *_trail(error))
    return document


def parse_document(file: str, text: str) -> Document:
    """Parse YAML text, refusing double keys and keys that are not text."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        marks: dict[Trail, tuple[int, int]] = {(): (1, 1)}
        if root is None:
            raise RuleFileError(file, 1, 1, "rules, but the file is empty")
        return Document(file, _plain(loader, root, (), marks, file), marks)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise RuleFileError(file, line, column, f"YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        raise RuleFileError(file, 1, 1, f"YAML: {type(error).__name__}") from None
    finally:
        loader.dispose()


def _plain(loader: Any, node: yaml.Node, trail: Trail, marks: dict[Trail, tuple[int, int]], file: str) -> Any:  # noqa: ANN401
    """Return the plain data below a node and note where each part stands."""
    marks.setdefault(trail, _position(node))
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, child, (*trail, index), marks, file) for index, child in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node)
    data: dict[str, Any] = {}
    for key_node, child in node.value:
        key, place = loader.construct_object(key_node, deep=True), _position(key_node)
        if not isinstance(key, str):
            raise RuleFileError(file, *place, f"a key that is text; put {key_node.value!r} in quotes")
        if key in data:
            raise RuleFileError(file, *place, f"each key once, but {key!r} stands here again")
        marks[*trail, key] = place
        data[key] = _plain(loader, child, (*trail, key), marks, file)
    return data


def _position(node: yaml.Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _errors(data: object, schema: str) -> Iterator[ValidationError]:
    validator = Draft202012Validator(json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))
    return iter(sorted(validator.iter_errors(data), key=lambda error: (list(map(str, _trail(error))), error.message)))


def _trail(error: ValidationError) -> Trail:
    """Return the trail of the part that is wrong: of the key itself where a key is."""
    trail = tuple(error.instance_path)
    if isinstance(error.kind, ValidationErrorKind.AdditionalProperties):
        return (*trail, min(error.kind.unexpected))
    if isinstance(error.kind, ValidationErrorKind.PropertyNames):
        return (*trail, str(error.kind.error.instance))
    return trail


def _expected(error: ValidationError) -> str:
    """Return the schema's complaint, after the path of the part; of a list of choices it names all."""
    path, message = ".".join(map(str, error.instance_path)), error.message
    if isinstance(error.kind, ValidationErrorKind.Enum):
        message = (
            f"{json.dumps(error.instance, ensure_ascii=False)} is not one of {', '.join(map(str, error.kind.options))}"
        )
    return f"{path}: {message}" if path else message
