// Runs programs, read as JSON, each in a world of its own; writes what each said, by `say`.
"use strict";
const vm = require("vm");

function run(program) {
  const said = [];
  const world = { a: "global a", e: "global e", say: (...all) => said.push(all.join(" ")) };
  vm.runInNewContext(program, world);
  return said.join("\n");
}

process.stdout.write(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map(run)));
