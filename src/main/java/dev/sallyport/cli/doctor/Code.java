package dev.sallyport.cli.doctor;

import java.util.Locale;

/** What can be found; the names are stable, and each has its row in {@code docs/doctor.md}. */
enum Code {
    PROGRAM_JAVA(Group.PROGRAM, Sign.OK),
    PROGRAM_JAVA_NEWER(Group.PROGRAM, Sign.WARNING),
    PROGRAM_TLS(Group.PROGRAM, Sign.OK),
    PROGRAM_TLS_FALLBACK(Group.PROGRAM, Sign.WARNING),

    HOME_SOUND(Group.HOME, Sign.OK),
    HOME_NONE(Group.HOME, Sign.OK),
    HOME_UNFIT(Group.HOME, Sign.PROBLEM),
    HOME_OWNER(Group.HOME, Sign.PROBLEM),
    HOME_READ_ONLY(Group.HOME, Sign.PROBLEM),
    HOME_SECRET(Group.HOME, Sign.PROBLEM),
    HOME_STORE(Group.HOME, Sign.PROBLEM),
    HOME_SPACE(Group.HOME, Sign.WARNING),

    SETTINGS_SOUND(Group.SETTINGS, Sign.OK),
    SETTINGS_NONE(Group.SETTINGS, Sign.OK),
    SETTINGS_INVALID(Group.SETTINGS, Sign.PROBLEM),
    SETTINGS_UNSAFE(Group.SETTINGS, Sign.WARNING),
    SETTINGS_PLAIN_SECRET(Group.SETTINGS, Sign.WARNING),
    SETTINGS_SINK_FOLDER(Group.SETTINGS, Sign.PROBLEM),

    CERTIFICATE_SOUND(Group.CERTIFICATES, Sign.OK),
    CERTIFICATE_NONE(Group.CERTIFICATES, Sign.OK),
    CERTIFICATE_UNFIT(Group.CERTIFICATES, Sign.PROBLEM),
    CERTIFICATE_OVER(Group.CERTIFICATES, Sign.PROBLEM),
    CERTIFICATE_EARLY(Group.CERTIFICATES, Sign.PROBLEM),
    CERTIFICATE_ENDS(Group.CERTIFICATES, Sign.WARNING),
    CERTIFICATE_NAMES(Group.CERTIFICATES, Sign.PROBLEM),
    CERTIFICATE_AUTHORITY_ENDS(Group.CERTIFICATES, Sign.WARNING),

    LISTENING_FREE(Group.LISTENING, Sign.OK),
    LISTENING_OURS(Group.LISTENING, Sign.OK),
    LISTENING_TAKEN(Group.LISTENING, Sign.PROBLEM),
    LISTENING_REFUSED(Group.LISTENING, Sign.PROBLEM),

    ISSUER_SOUND(Group.ISSUERS, Sign.OK),
    ISSUER_METADATA(Group.ISSUERS, Sign.PROBLEM),
    ISSUER_KEYS(Group.ISSUERS, Sign.PROBLEM),

    SERVER_SOUND(Group.SERVERS, Sign.OK),
    SERVER_PROGRAM(Group.SERVERS, Sign.PROBLEM),
    SERVER_FOLDER(Group.SERVERS, Sign.PROBLEM),
    SERVER_HOST(Group.SERVERS, Sign.PROBLEM),
    SERVER_UNREACHABLE(Group.SERVERS, Sign.PROBLEM),
    SERVER_TLS(Group.SERVERS, Sign.PROBLEM),
    SERVER_CERTIFICATE_ENDS(Group.SERVERS, Sign.WARNING),

    STORE_SOUND(Group.STORES, Sign.OK),
    STORE_REDIS(Group.STORES, Sign.PROBLEM),

    GATEWAY_SOUND(Group.GATEWAYS, Sign.OK),
    GATEWAY_NONE(Group.GATEWAYS, Sign.OK),
    GATEWAY_UNKNOWN(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_SILENT(Group.GATEWAYS, Sign.PROBLEM),
    GATEWAY_NOT_READY(Group.GATEWAYS, Sign.PROBLEM),
    GATEWAY_SETTINGS(Group.GATEWAYS, Sign.PROBLEM),
    GATEWAY_TLS(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_RESTART(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_VERSION(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_UNSAFE(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_POLICY(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_SCOPES(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_SERVER(Group.GATEWAYS, Sign.WARNING),
    GATEWAY_LIMITS(Group.GATEWAYS, Sign.PROBLEM),
    GATEWAY_SINK(Group.GATEWAYS, Sign.PROBLEM),
    GATEWAY_LEDGER(Group.GATEWAYS, Sign.PROBLEM),
    GATEWAY_LEDGER_DAMAGED(Group.GATEWAYS, Sign.PROBLEM);

    private final Group group;
    private final Sign sign;

    Code(Group group, Sign sign) {
        this.group = group;
        this.sign = sign;
    }

    /** What it is about. */
    Group group() {
        return group;
    }

    /** How bad it is. */
    Sign sign() {
        return sign;
    }

    /** The code as it is printed: {@code home.read-only}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replaceFirst("_", ".").replace('_', '-');
    }
}
