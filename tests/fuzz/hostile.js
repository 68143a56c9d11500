// The makers of hostile messages for one seed: `clonable` can be posted, `any` needs an event made by
// hand. With `mayLeave` some are whole and obedient: nobody but our own frame may say those.
(seed => {
  const random = () => {
    seed = (seed + 0x6D2B79F5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const pick = values => values[Math.floor(random() * values.length)];
  const cycle = {}; cycle.self = cycle; cycle.quickexit = 1; cycle.type = "height"; cycle.height = cycle;
  const polluting = text => JSON.parse(text);
  const heights = [1e9, 100001, -1, -1e300, 0, -0, NaN, Infinity, -Infinity, Number.MAX_VALUE, "9999999",
    "1px;position:fixed", [200000], {valueOf: 1}, null, undefined, true, 12n, new Date(0)];
  const types = ["height", "ready", "key", "leave ", "LEAVE", "__proto__", "constructor", "toString", "", 0,
    null, undefined, ["leave"], {leave: 1}, "hasOwnProperty", "x".repeat(5000)];
  const keys = ["shift ", "Escape\0", "other", "", null, undefined, 3, [], {}, ["Shift"], "__proto__",
    "x".repeat(5000), NaN, [["Escape"]]];
  const odd = [null, undefined, 0, 1, "", "leave", "quickexit", [], [1, "leave"], true, 1n, new Map([["quickexit", 1]]),
    new Set([1]), new Date(NaN), /x/, new ArrayBuffer(64), cycle, [[[[[]]]]], new Error("x"), {}, {type: "leave"},
    {quickexit: "1", type: "leave"}, {quickexit: true, type: "leave"}, {quickexit: [1], type: "leave"},
    {quickexit: 2, type: "leave"}, polluting('{"__proto__": {"quickexit": 1, "type": "leave"}}'),
    polluting('{"constructor": {"prototype": {"quickexit": 1}}, "type": "leave"}')];
  const words = [undefined, null, 1, "", [], {}, "<img src=x onerror=alert(1)>", "x".repeat(9999),
    "url(//127.0.0.1:9/)", "expression(1)", "#fff;position:static", "#ffff", "#ffffff00", "red", "-1px", "1e9px", "calc(1px)", "var(--x)",
    "rgb(1,2,3);display:none", polluting('{"__proto__": {"polluted": 1}}'), ["#12"]];
  const control = () => pick([undefined, null, 1, "x", [], cycle,
    polluting('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}'),
    {backgroundColor: pick(words), color: pick(words), borderColor: pick(words), borderRadius: pick(words),
      minHeight: pick(words), label: pick(words), pressesLeft: pick(words), leaving: pick(words),
      background: pick(words), cssText: pick(words)}]);
  const obedient = () => pick([{quickexit: 1, type: "leave"}, {quickexit: 1, type: "key", key: "Shift"},
    {quickexit: 1, type: "key", key: "Shift"}, {quickexit: 1, type: "height", height: 4321},
    {quickexit: 1, type: "ready", control: {backgroundColor: "#000000", color: "#000000"}}]);
  const shaped = () => Object.assign(polluting(pick(['{}', '{"__proto__": {"polluted": 1}}',
    '{"constructor": {"prototype": {"polluted": 1}}, "toString": 1}'])),
    {quickexit: 1, type: pick(types), height: pick(heights), key: pick(keys), repeat: pick(odd), control: control()});
  const raise = () => { throw new Error("a getter of the test") };
  const throwing = () => pick([
    {get quickexit() { return raise() }}, {quickexit: 1, get type() { return raise() }},
    {quickexit: 1, type: "height", get height() { return raise() }},
    {quickexit: 1, type: "key", get key() { return raise() }},
    {quickexit: 1, type: "key", key: {toString: raise, valueOf: raise}},
    {quickexit: 1, type: "key", key: Symbol("Shift")},
    {quickexit: 1, type: "key", key: "Shift", get repeat() { return raise() }},
    {quickexit: 1, type: "ready", get control() { return raise() }},
    {quickexit: 1, type: "ready", control: {get backgroundColor() { return raise() }}},
    {quickexit: 1, type: "ready", control: {borderRadius: {toString: raise}}},
    {quickexit: 1, type: "height", height: {valueOf: raise}},
    new Proxy({}, {get: raise, has: raise, getPrototypeOf: raise}), new Proxy(() => 1, {get: raise}),
    () => "leave", Symbol("leave"), document, window]);
  return {
    pick,
    clonable: mayLeave => mayLeave && random() < 0.3 ? obedient() : random() < 0.3 ? pick(odd) : shaped(),
    any: mayLeave => random() < 0.3 ? throwing() : mayLeave && random() < 0.3 ? obedient() :
      random() < 0.3 ? pick(odd) : shaped(),
  };
})
