// Package sts is a model of the AWS Security Token Service: enough for clients that ask who they are,
// or that assume a role before they do anything else. An account is the access key that a request was
// signed with, if that has 12 digits; so the credentials that are given out here have the account as
// their access key, and calls made with them reach the account's streams. Nothing is checked when they
// are used, and they do not expire.
//
// The model holds no state at all. It speaks the query protocol only, as the service does.
package sts
