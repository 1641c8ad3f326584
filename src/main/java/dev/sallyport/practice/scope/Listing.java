package dev.sallyport.practice.scope;

/** What lists show of what the policy permits. */
public enum Listing {
    /** All of it: who calls what its token has no scope for is asked to step up. */
    GRANTABLE,
    /** What the token has the scopes for; the rest is as unknown as what the policy forbids. */
    GRANTED
}
