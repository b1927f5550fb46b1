// Normalises one address a line with @geolonia/normalize-japanese-addresses, offline, on data converted for it.
// argv: the package folder, the data folder (api/ja.json, api/ja/PREF/CITY.json), the file of addresses, the output.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [packageFolder, data, input, output] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${packageFolder}/package.json`));
const { config, normalize } = require("@geolonia/normalize-japanese-addresses");
config.japaneseAddressesApi = pathToFileURL(`${data}/ja`).href;

const lines = readFileSync(input, "utf8").split("\n");
const keys = [];
const before = process.cpuUsage();
for (const line of lines) {
  const found = await normalize(line, { level: 3 });
  keys.push(JSON.stringify([found.pref, found.city, found.town, found.addr, found.other]));
}
const used = process.cpuUsage(before);
writeFileSync(output, JSON.stringify({ seconds: (used.user + used.system) / 1e6, keys }));
