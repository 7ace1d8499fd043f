// Package token makes and checks what a browser or an admin carries and must
// not be able to forge: signed tokens, cart ids, and the handles by which
// everyone but the shopper knows a cart. It does no I/O and has no clock.
//
// # Tokens
//
// A token is "f1." body "." tag. The body is base64url without padding of
// eight bytes, the big-endian Unix milliseconds of the signing, and the
// payload; the tag is HMAC-SHA256 over everything before its dot. The payload
// is authentic but not secret. There is no choice of algorithm, each token has
// one spelling, and only [A-Za-z0-9._-] occurs in it, so it is safe in a
// cookie, a query and a WebSocket subprotocol. Who verifies decides how old a
// token may be. It cannot be taken back before that: what must end early names
// a session in its payload.
//
// # Keys
//
// No secret signs anything itself. HKDF-SHA256 (RFC 5869) derives one key for
// each purpose, so a token of one purpose is worthless for another, and a cart
// id is never a token. The first key of a list signs and all of them verify.
// To rotate, put the new key in front, and drop the old one when everything it
// signed has expired.
//
// # Cart ids and their names
//
// A cart id is a secret of its shopper. [CartIDs] tells its own from any other
// without looking it up. [Handles] gives the name that admins, logs, metrics
// and presence see; [Digest] the one that Redis keys carry.
package token
