package dev.sallyport.cli.doctor;

import dev.sallyport.transport.tls.TlsLibrary;
import java.util.List;

/** This program and what it stands on. */
final class ProgramChecks {
    private static final int JAVA = 25;

    private ProgramChecks() {}

    static List<Check> of() {
        return List.of(
                new Check("Java", Code.PROGRAM_JAVA_NEWER, () -> List.of(java(Runtime.version()))),
                new Check("TLS library", Code.PROGRAM_TLS_FALLBACK, () -> List.of(library())));
    }

    static Finding java(Runtime.Version version) {
        String which = version + " in " + System.getProperty("java.home");
        return version.feature() == JAVA
                ? Finding.ok(Code.PROGRAM_JAVA, "Java", which)
                : new Finding(
                        Code.PROGRAM_JAVA_NEWER,
                        "Java",
                        which,
                        "Sallyport is tested with Java " + JAVA,
                        "set JAVA_HOME to a JDK " + JAVA);
    }

    private static Finding library() {
        String name = TlsLibrary.USED.text();
        return TlsLibrary.whyNotBoringSsl()
                .map(why -> new Finding(
                        Code.PROGRAM_TLS_FALLBACK,
                        "TLS library",
                        name + " instead of BoringSSL: " + why,
                        "a handshake takes four to five times as long, and none is safe from a later quantum computer",
                        "use Linux with x86-64 or ARM64, and do not set sallyport.natives"))
                .orElseGet(() -> Finding.ok(Code.PROGRAM_TLS, "TLS library", name));
    }
}
