package dev.sallyport.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Authorities and certificates of an operator, made by OpenSSL: files {@code <name>.crt} and {@code <name>.key}. */
public record TestPki(Path folder) {
    /** An authority. */
    public TestPki authority(String name) throws IOException, InterruptedException {
        run(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".crt",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-addext",
                "keyUsage=critical,keyCertSign");
        return locked(name);
    }

    /** A certificate for {@code names}, such as {@code DNS:localhost}, that {@code authority} signs, for {@code days}. */
    public TestPki signed(String name, String authority, String names, int days)
            throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve(name + ".ext"), "subjectAltName=" + names + "\nbasicConstraints=critical,CA:FALSE\n");
        run(
                "req",
                "-new",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-keyout",
                name + ".key",
                "-out",
                name + ".csr",
                "-subj",
                "/CN=" + name);
        List<String> sign = new ArrayList<>(List.of(
                "x509",
                "-req",
                "-in",
                name + ".csr",
                "-CA",
                authority + ".crt",
                "-CAkey",
                authority + ".key",
                "-CAcreateserial",
                "-out",
                name + ".crt",
                "-extfile",
                name + ".ext"));
        sign.addAll(List.of("-days", String.valueOf(days)));
        run(sign.toArray(String[]::new));
        return locked(name);
    }

    private TestPki locked(String name) throws IOException {
        Files.setPosixFilePermissions(key(name), PosixFilePermissions.fromString("rw-------"));
        return this;
    }

    /** The file of a certificate. */
    public Path certificate(String name) {
        return folder.resolve(name + ".crt");
    }

    /** The file of its key. */
    public Path key(String name) {
        return folder.resolve(name + ".key");
    }

    /** Both as a program reads them. */
    public Certified certified(String name) throws PemException {
        return PemFiles.certified(certificate(name), key(name));
    }

    private void run(String... arguments) throws IOException, InterruptedException {
        OpenSsl.Ended ended = OpenSsl.run(folder, arguments);
        assertEquals(0, ended.code(), ended.text());
    }
}
