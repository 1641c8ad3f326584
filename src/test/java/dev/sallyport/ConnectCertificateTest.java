package dev.sallyport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sallyport.crypto.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** {@code connect} before a gateway that demands a certificate of every client. */
final class ConnectCertificateTest {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}\n";

    @TempDir
    private Path folder;

    private Path home() {
        return folder.resolve("home");
    }

    @Test
    void connectShowsItsCertificateAndSaysWhenOneIsMissing() throws Exception {
        TestPki pki =
                new TestPki(folder).authority("company").signed("alice", "company", "URI:spiffe://example.com/a", 20);
        String tls = "tls: { client-ca: " + pki.certificate("company") + " }\n";
        try (SallyportProcess gateway = SallyportProcess.gateway(folder, home(), tls)) {
            failure(
                    "certificate-needed",
                    "give one that an authority in tls.client-ca vouches for with --certificate FILE");
            failure(
                    "usage",
                    "--certificate and --key go together",
                    "--key",
                    pki.key("alice").toString());
            failure(
                    "certificate",
                    "the key is not that of the first certificate",
                    "--certificate",
                    pki.certificate("alice").toString(),
                    "--key",
                    pki.key("company").toString());
            String answer = opened(
                    "--certificate",
                    pki.certificate("alice").toString(),
                    "--key",
                    pki.key("alice").toString());
            assertTrue(answer.contains("\"serverInfo\""), answer + gateway.err());
        }
        try (SallyportProcess plain = SallyportProcess.gateway(folder, home(), "tls: { insecure-http: true }\n")) {
            assertTrue(plain.process().isAlive());
            failure(
                    "no-tls",
                    "plain HTTP",
                    "--certificate",
                    pki.certificate("alice").toString(),
                    "--key",
                    pki.key("alice").toString());
        }
    }

    private void failure(String error, String words, String... options) throws IOException, InterruptedException {
        String[] arguments = new String[options.length + 4];
        System.arraycopy(new String[] {"connect", "--json", "--home", home().toString()}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        SallyportProcess.Ended ended = SallyportProcess.run(folder, arguments);
        assertEquals(2, ended.code(), ended.err());
        assertEquals(
                error, JsonMapper.shared().readTree(ended.err()).path("error").asString(), ended.err());
        assertTrue(ended.err().contains(words), ended.err());
    }

    /** What a client hears that opens a session. */
    private String opened(String... options) throws IOException {
        String[] arguments = new String[options.length + 3];
        System.arraycopy(new String[] {"connect", "--home", home().toString()}, 0, arguments, 0, 3);
        System.arraycopy(options, 0, arguments, 3, options.length);
        Process connect = SallyportProcess.command(arguments)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = connect.outputWriter(StandardCharsets.UTF_8);
                var in = connect.inputReader(StandardCharsets.UTF_8)) {
            out.write(INITIALIZE);
            out.flush();
            return String.valueOf(in.readLine());
        } finally {
            connect.destroyForcibly();
        }
    }
}
