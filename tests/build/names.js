// What each name of a program stands for, by TypeScript's own rules. Reads programs as JSON; writes
// for each a list of properties and globals by name, and of declarations by number; or null.
"use strict";
const ts = require("typescript");

const options = { allowJs: true, noLib: true, noResolve: true, types: [], target: ts.ScriptTarget.Latest };

function isProperty(node) {
  const parent = node.parent;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return true;
  const named = [ts.isPropertyAccessExpression, ts.isPropertyAssignment, ts.isMethodDeclaration, ts.isAccessor];
  return named.some(is => is(parent)) && parent.name === node;
}

/** `{ width }` is a property, and a name beside. */
function isShorthand(node) {
  const parent = node.parent;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.name === node;
  return ts.isBindingElement(parent) && ts.isObjectBindingPattern(parent.parent) &&
    parent.name === node && !parent.propertyName && !parent.dotDotDotToken;
}

function symbolOf(checker, node) {
  const isAssigned = ts.isShorthandPropertyAssignment(node.parent) && node.parent.name === node;
  return isAssigned ? checker.getShorthandAssignmentValueSymbol(node.parent) : checker.getSymbolAtLocation(node);
}

function judge(text) {
  const file = ts.createSourceFile("x.js", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const host = Object.assign(ts.createCompilerHost({}), {
    getSourceFile: name => (name === "x.js" ? file : undefined),
    fileExists: () => false,
    readFile: () => undefined
  });
  const program = ts.createProgram(["x.js"], options, host);
  if (program.getSyntacticDiagnostics(file).length) return null;
  const checker = program.getTypeChecker(), numbers = new Map(), found = [];

  function visit(node) {
    if (ts.isIdentifier(node)) {
      if (isProperty(node) || isShorthand(node)) found.push(node.text);
      if (!isProperty(node)) {
        const symbol = symbolOf(checker, node);
        const isGlobal = !symbol || !(symbol.declarations || []).length;
        if (!isGlobal && !numbers.has(symbol)) numbers.set(symbol, numbers.size);
        found.push(isGlobal ? node.text : numbers.get(symbol));
      }
    }
    ts.forEachChild(node, visit);
  }
  visit(file);
  return found;
}

process.stdout.write(JSON.stringify(JSON.parse(require("fs").readFileSync(0, "utf8")).map(judge)));
