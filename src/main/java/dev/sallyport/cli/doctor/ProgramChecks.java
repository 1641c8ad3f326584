package dev.sallyport.cli.doctor;

import dev.sallyport.transport.Natives;
import dev.sallyport.transport.tls.TlsLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** This program and what it stands on. */
final class ProgramChecks {
    private static final int JAVA = 25;
    /** What the larger of the libraries takes, and some. */
    private static final long LIBRARY_BYTES = 4L << 20;

    private ProgramChecks() {}

    static List<Check> of(Examined examined) {
        return List.of(
                new Check("Java", Code.PROGRAM_JAVA_NEWER, () -> List.of(java(Runtime.version()))),
                new Check("TLS library", Code.PROGRAM_TLS_FALLBACK, () -> List.of(library(examined))));
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

    private static Finding library(Examined examined) throws IOException {
        Optional<Path> full = full(examined);
        String name = TlsLibrary.USED.text();
        return TlsLibrary.whyNotBoringSsl()
                .map(why -> new Finding(
                        Code.PROGRAM_TLS_FALLBACK,
                        "TLS library",
                        name + " instead of BoringSSL: "
                                + full.map(folder -> "no space is left to unpack it in " + folder)
                                        .orElse(why),
                        "a handshake takes four to five times as long, and none is safe from a later quantum computer",
                        full.isPresent()
                                ? "make room there"
                                : "use Linux with x86-64 or ARM64, and do not set sallyport.natives"))
                .orElseGet(() -> Finding.ok(Code.PROGRAM_TLS, "TLS library", name));
    }

    /** Where libraries are unpacked in the home, if they do not fit there. */
    private static Optional<Path> full(Examined examined) throws IOException {
        Optional<Path> libraries = Natives.ALLOWED ? examined.libraries() : Optional.empty();
        return libraries.isPresent() && Files.getFileStore(libraries.get()).getUsableSpace() < LIBRARY_BYTES
                ? libraries
                : Optional.empty();
    }
}
