package dev.sallyport.settings.sink;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.settings.binding.HostPort;
import java.nio.file.Path;
import java.util.Optional;

/** A syslog receiver, over TLS. */
public record SyslogSink(
        @Doc("Where syslog is received over TLS: host and port, which is 6514 as a rule.")
        HostPort syslog,

        @Doc("In whose words entries are: `ledger`, our own, or `ocsf`.")
        EntryForm form,

        @Doc("What of entries is not sent.") FieldSettings fields,

        @Doc("The authorities, in PEM, of which one must vouch for it; without it, those that Java trusts.")
        Optional<Path> ca,

        @Doc("The certificate that it is shown, in PEM, then those above it.")
        Optional<Path> certificate,

        @Doc("The key of the certificate: PKCS#8 in PEM, not encrypted, readable by its owner alone.")
        Optional<Path> key)
        implements SinkSettings {
    public SyslogSink {
        if (syslog.port() == 0) {
            throw new IllegalArgumentException("syslog must have a port");
        }
        SinkSettings.checkCa(ca);
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException((certificate.isPresent() ? "certificate" : "key") + " goes only with `"
                    + (certificate.isPresent() ? "key" : "certificate") + "`");
        }
        if (certificate.isPresent()
                && !(certificate.get().isAbsolute() && key.orElseThrow().isAbsolute())) {
            throw new IllegalArgumentException("certificate and key must be absolute");
        }
    }

    /** All of it, in our own words. */
    public SyslogSink(HostPort syslog) {
        this(syslog, EntryForm.LEDGER, FieldSettings.DEFAULT, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
