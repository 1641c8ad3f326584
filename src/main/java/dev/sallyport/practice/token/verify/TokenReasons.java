package dev.sallyport.practice.token.verify;

import dev.sallyport.pipeline.verdict.Reason;

/** Why a credential is not accepted. */
public final class TokenReasons {
    /** The token is no signed token in its one form, or says in its header what no token here may say. */
    public static final Reason MALFORMED = new Reason("token", "malformed");
    /** Nobody whom the settings name has issued it. */
    public static final Reason ISSUER = new Reason("token", "issuer");
    /** It is a token of another type, such as an ID token. */
    public static final Reason TYPE = new Reason("token", "type");
    /** It is signed with an algorithm that its issuer may not use here. */
    public static final Reason ALGORITHM = new Reason("token", "algorithm");
    /** The issuer has no such key. */
    public static final Reason KEY = new Reason("token", "key");
    /** The signature is not that of the key. */
    public static final Reason SIGNATURE = new Reason("token", "signature");
    /** It is over, not valid yet, or valid for too long. */
    public static final Reason TIME = new Reason("token", "time");
    /** A claim that must be there is absent or of another form. */
    public static final Reason CLAIMS = new Reason("token", "claims");
    /** It was issued for another recipient. */
    public static final Reason AUDIENCE = new Reason("token", "audience");
    /** Its issuer says that it is not, or no more, active. */
    public static final Reason INACTIVE = new Reason("token", "inactive");
    /** Who shows it has signed out since it was issued. */
    public static final Reason SIGNED_OUT = new Reason("token", "signed-out");
    /** What an issuer sent to say that somebody has signed out does not say so. */
    public static final Reason LOGOUT = new Reason("token", "logout");
    /** It was sent before. */
    public static final Reason LOGOUT_REPLAYED = new Reason("token", "logout-replayed");
    /** It is bound to a key that the caller did not prove to have, or shown by a scheme that does not fit. */
    public static final Reason BINDING = new Reason("token", "binding");
    /** The proof of possession is not valid for this request. */
    public static final Reason PROOF = new Reason("token", "proof");
    /** The proof of possession needs the nonce that stands in the answer. */
    public static final Reason NONCE = new Reason("token", "nonce");
    /** Its issuer cannot be asked now. */
    public static final Reason UNAVAILABLE = new Reason("token", "unavailable");

    private TokenReasons() {}
}
