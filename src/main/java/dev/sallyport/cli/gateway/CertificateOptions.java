package dev.sallyport.cli.gateway;

import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.crypto.PemException;
import dev.sallyport.crypto.PemFiles;
import dev.sallyport.settings.RemoteTls;
import dev.sallyport.settings.home.InstanceRecord;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The certificate that a running gateway is shown, where it demands one of clients. */
public final class CertificateOptions {
    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "The certificate that the gateway is shown, in PEM, then those above it; with --key.")
    private @Nullable Path certificate;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Its key: PKCS#8 in PEM, not encrypted, readable by its owner alone.")
    private @Nullable Path key;

    /** How TLS is spoken to {@code gateway}; fails where it demands a certificate and none that is fit was given. */
    public RemoteTls tls(InstanceRecord gateway) {
        RemoteTls plain =
                gateway.caFile().map(Path::of).map(RemoteTls::trusting).orElse(RemoteTls.DEFAULT);
        if (certificate == null || key == null) {
            if (certificate != null || key != null) {
                throw new CommandFailure(ExitCode.USAGE, "usage", "--certificate and --key go together");
            }
            if (gateway.asksCertificate()) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "certificate-needed",
                        "the gateway with process id " + gateway.pid() + " demands a certificate of every client"
                                + " (tls.client-ca with tls.client-auth: need), and none was given; give one that an"
                                + " authority in tls.client-ca vouches for with --certificate FILE --key FILE, or set"
                                + " tls.client-auth: want");
            }
            return plain;
        }
        if (gateway.caFile().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "no-tls",
                    "the gateway speaks plain HTTP (tls.insecure-http), where no certificate can be shown; leave out"
                            + " --certificate and --key");
        }
        try {
            var _ = PemFiles.certified(certificate, key);
        } catch (PemException unfit) {
            throw new CommandFailure(ExitCode.USAGE, "certificate", String.valueOf(unfit.getMessage()));
        }
        return plain.showing(certificate.toAbsolutePath(), key.toAbsolutePath());
    }
}
