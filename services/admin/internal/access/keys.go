package access

// sessionKey is one signed-in browser: STRING, as the session library encodes
// it. token is the hash of the cookie's value. TTL: what is left of the
// session, at most 24 h, and 8 h without a request.
func sessionKey(token string) string { return "admin:session:" + token }
