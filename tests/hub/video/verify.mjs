// Decides as strictly as a Jitsi server and its web client together, and refuses what opens more than one room.
// Reads {"server": {"secret", "iss", "aud", "sub"}, "cases": {name: {"token", "room", "role", "now"}}} on stdin
// (role is "host" or "guest", now is in seconds); prints {name: "accepted" or the first rule that is broken}.

import { readFileSync } from "node:fs";
import { decodeProtectedHeader, errors, jwtVerify } from "jose";

const FEATURES = ["recording", "livestreaming", "transcription", "outbound-call"];
const GUESTS_NEVER = ["recording", "livestreaming", "outbound-call"];

const isText = (value) => typeof value === "string" && value !== "";
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isTrue = (value) => value === true || value === "true";
const isSwitch = (value) => [true, false, "true", "false"].includes(value);

// Every key and value at any depth.
function entries(value) {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key, inner], ...entries(inner)]);
}

// What jose does not look at; in this order, so that a later rule may rely on an earlier one.
const RULES = {
  "exp is an integer": ({ exp }) => Number.isInteger(exp),
  "nbf is an integer": ({ nbf }) => Number.isInteger(nbf),
  "iat is an integer": ({ iat }) => Number.isInteger(iat),
  "aud is one string": ({ aud }) => isText(aud),
  "jti is a string": ({ jti }) => isText(jti),
  "room is a string": ({ room }) => isText(room),
  "room is no wildcard": ({ room }) => room !== "*",
  "room is a plain name": ({ room }) => /^[a-z0-9-]+$/.test(room),
  "room is the one joined": ({ room }, one) => room === one.room.toLowerCase(),
  "nothing is null": (claims) => entries(claims).every(([, value]) => value !== null),
  "there is a context": ({ context }) => isObject(context),
  "room is no pattern": (claims) => entries(claims).every(([key]) => key !== "regex"),
  "no mail address as a key": (claims) => entries(claims).every(([key]) => !/e-?mail/i.test(key)),
  "no mail address as a value": (claims) =>
    entries(claims).every(([, value]) => typeof value !== "string" || !/\S@\S+\.\S/.test(value)),
  "there is a user": ({ context }) => isObject(context.user),
  "user id is a string": ({ context }) => isText(context.user.id),
  "user name is a string": ({ context }) => isText(context.user.name),
  "moderator is explicit": ({ context }) => isSwitch(context.user.moderator),
  "moderator is the host": ({ context }, one) => isTrue(context.user.moderator) === (one.role === "host"),
  "host is owner": ({ context }, one) => one.role !== "host" || context.user.affiliation === "owner",
  "guest has no affiliation": ({ context }, one) => one.role === "host" || !("affiliation" in context.user),
  "there are features": ({ context }) => isObject(context.features),
  "features are explicit": ({ context }) => FEATURES.every((name) => name in context.features),
  "features are switches": ({ context }) => Object.values(context.features).every(isSwitch),
  "guest has no such feature": ({ context }, one) =>
    one.role === "host" || GUESTS_NEVER.every((name) => !isTrue(context.features[name])),
};

async function verdict(server, one) {
  let payload;
  try {
    // jose takes "jwt" and "application/jwt" for the same; Jitsi does not.
    if (decodeProtectedHeader(one.token).typ !== "JWT") return "typ is exactly JWT";
    ({ payload } = await jwtVerify(one.token, new TextEncoder().encode(server.secret), {
      algorithms: ["HS256"],
      issuer: server.iss,
      audience: server.aud,
      subject: server.sub,
      requiredClaims: ["exp", "nbf", "iat", "jti", "room"],
      clockTolerance: 0,
      currentDate: new Date(one.now * 1000),
    }));
  } catch (error) {
    if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed)
      return `${error.claim}: ${error.reason}`;
    return error.code ?? "unreadable";
  }
  const broken = Object.entries(RULES).find(([, holds]) => !holds(payload, one));
  return broken ? broken[0] : "accepted";
}

const { server, cases } = JSON.parse(readFileSync(0, "utf8"));
const verdicts = {};
for (const [name, one] of Object.entries(cases)) verdicts[name] = await verdict(server, one);
process.stdout.write(JSON.stringify(verdicts));
