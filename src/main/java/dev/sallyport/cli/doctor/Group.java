package dev.sallyport.cli.doctor;

import dev.sallyport.cli.exit.ExitCode;
import java.util.Locale;

/** What a finding is about, in the order of the report. */
enum Group {
    /** This program and what it stands on. */
    PROGRAM(ExitCode.UNAVAILABLE),
    /** The home folder. */
    HOME(ExitCode.USAGE),
    /** The settings file. */
    SETTINGS(ExitCode.USAGE),
    /** The certificates of files. */
    CERTIFICATES(ExitCode.USAGE),
    /** Where the gateway listens. */
    LISTENING(ExitCode.UNAVAILABLE),
    /** The authorization servers. */
    ISSUERS(ExitCode.UNAVAILABLE),
    /** The MCP servers. */
    SERVERS(ExitCode.UNAVAILABLE),
    /** What several gateways keep together. */
    STORES(ExitCode.UNAVAILABLE),
    /** The gateways that run in the home. */
    GATEWAYS(ExitCode.UNAVAILABLE);

    private final int exitCode;

    Group(int exitCode) {
        this.exitCode = exitCode;
    }

    /** With what a command ends that meets such a problem. */
    int exitCode() {
        return exitCode;
    }

    /** The group as it is printed. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
