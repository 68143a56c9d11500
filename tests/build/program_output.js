// Runs programs, read as JSON, each in a realm of its own; writes what each said, by `say`.
"use strict";
const vm = require("node:vm");

function run(program) {
  const said = [];
  const realm = {
    a: "global a",
    e: "global e",
    say: (...all) => said.push(all.map(String).join(" ")),
  };
  try {
    vm.runInNewContext(program, realm);
  } catch (error) {
    said.push(error.name);
  }
  return said.join("\n");
}

process.stdout.write(
  JSON.stringify(JSON.parse(require("node:fs").readFileSync(0, "utf8")).map(run)),
);
