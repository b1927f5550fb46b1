# syntax=docker/dockerfile:1
FROM python:3.13-slim AS build
WORKDIR /src
RUN python -m venv /opt/totsugo
COPY requirements/run.txt requirements/run.txt
RUN /opt/totsugo/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY requirements/dev.txt requirements/dev.txt
# The build backend comes from the lock too; it stays in this stage.
RUN awk '/^(setuptools|wheel|packaging)==/ {keep=1} /^[a-z]/ && !/^(setuptools|wheel|packaging)==/ {keep=0} keep' requirements/dev.txt > build.txt \
    && python -m pip install --no-cache-dir --require-hashes -r build.txt
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY normalizers normalizers
COPY rules rules
COPY matcher matcher
COPY api api
COPY samples samples
RUN python -m pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/totsugo/bin/pip install --no-cache-dir --no-deps dist/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/totsugo totsugo
COPY --from=build /opt/totsugo /opt/totsugo
ENV PATH=/opt/totsugo/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    TOTSUGO_DATA_DIR=/var/lib/totsugo/data
USER totsugo
WORKDIR /var/lib/totsugo
VOLUME ["/var/lib/totsugo/data"]
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
ENTRYPOINT ["totsugo"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
