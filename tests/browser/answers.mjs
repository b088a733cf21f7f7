// Runs a Python program in Pyodide and prints its `answers` as JSON.
//
//     node answers.mjs PYODIDE_FOLDER WHEEL_FOLDER PROGRAM
//
// The wheels are unpacked from the folder; nothing is fetched.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, wheels, program] = process.argv.slice(2).map((path) => resolve(path));
const { loadPyodide } = await import(pathToFileURL(join(folder, "pyodide.mjs")).href);
const pyodide = await loadPyodide();
for (const name of readdirSync(wheels)) {
  pyodide.unpackArchive(new Uint8Array(readFileSync(join(wheels, name))), "whl");
}
pyodide.runPython(readFileSync(program, "utf8"));
console.log(pyodide.runPython("import json, sys; json.dumps([sys.platform, answers])"));
