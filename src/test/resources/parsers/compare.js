// Parses pairs of JSON texts (name.a, name.b) in a folder and prints each pair that is not equal.
const fs = require("fs");
const path = require("path");

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const read = (file) => JSON.parse(strict.decode(fs.readFileSync(file)));

// Number comparison by === takes -0 for 0.
function same(a, b) {
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name, i) => Object.keys(b)[i] === name && same(a[name], b[name]))
  );
}

const folder = process.argv[2];
const names = fs.readdirSync(folder).filter((name) => name.endsWith(".a"));
for (const name of names) {
  const first = path.join(folder, name);
  if (!same(read(first), read(first.replace(/a$/, "b")))) console.log("differs " + name);
}
console.log("compared " + names.length);
