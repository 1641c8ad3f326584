package dev.sallyport.pipeline;

/**
 * Who is calling.
 *
 * @param id the stable name by which limits, policies and the record know the caller
 */
public record Principal(String id) {
    /** Nobody in particular: what every exchange starts with. */
    public static final Principal ANONYMOUS = new Principal("anonymous");

    /** The gateway itself, which asks servers what they offer. */
    public static final Principal GATEWAY = new Principal("gateway");

    /** The owner of this machine's home folder, who holds its token or started the process. */
    public static final Principal LOCAL = new Principal("local");
}
