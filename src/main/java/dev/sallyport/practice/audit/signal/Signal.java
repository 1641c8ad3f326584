package dev.sallyport.practice.audit.signal;

/** Something suspicious in what one caller does; its name never changes. */
public enum Signal {
    /** Many refusals in a short time. */
    DENIAL_BURST("denial-burst"),
    /** Many different tools in a short time, or names that no server has. */
    TOOL_SCAN("tool-scan"),
    /** Proofs of possession, states and signatures that were refused, as those are that were used before. */
    REPLAY("replay"),
    /** Tokens or keys in arguments. */
    SECRET_ARGUMENT("secret-argument"),
    /** One credential or session from networks far apart at once, or the session of somebody else. */
    SESSION_MOVE("session-move"),
    /** Far more calls than this caller has ever made. */
    UNUSUAL_VOLUME("unusual-volume"),
    /** Calls at an hour at which this caller never calls. */
    UNUSUAL_HOUR("unusual-hour"),
    /** Far larger arguments than this tool has ever got. */
    ARGUMENT_SIZE("argument-size"),
    /** A tool that this caller has never used. */
    NEW_TOOL("new-tool"),
    /** Much was read lately; only a fact for policies, which can hold what would send it out. */
    MUCH_READ("much-read"),
    /** Much was read, and then much sent out by a tool that reaches beyond the servers. */
    EXFILTRATION("exfiltration");

    private final String text;

    Signal(String text) {
        this.text = text;
    }

    /** The name that settings, policies, metrics and the record use. */
    public String text() {
        return text;
    }
}
