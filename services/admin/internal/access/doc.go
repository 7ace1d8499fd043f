// Package access decides who is an admin. People sign in with a form and get a
// session; scripts send Basic credentials with each request. Either way the
// page or the script then asks for a token, which opens the admin socket.
//
// Guessing is slow: a name from one address fails five times a minute at most,
// and a name alone waits longer after each failure, on all instances together.
// An address alone, whatever the names, has twenty wrong passwords at once and
// ten a minute on each instance; it is then refused before anything is spent on
// its passwords, so that it keeps no others out. Who is right does not count.
//
// Sessions live in Redis, so any instance serves them; a session's secret is
// only in its cookie, Redis and tokens hold a hash of it. What an admin may do
// is looked up each time among the users of now: taking one out of the
// configuration, or giving one another password, ends what that user had.
package access
