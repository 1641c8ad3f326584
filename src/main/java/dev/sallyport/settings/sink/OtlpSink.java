package dev.sallyport.settings.sink;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.form.EntryForm;
import dev.sallyport.settings.binding.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A receiver of OpenTelemetry logs, over HTTP. */
public record OtlpSink(
        @Doc("The whole URL that takes logs, which ends in `/v1/logs` as a rule; https, or http on this machine.")
        URI otlp,

        @Doc("In whose words the bodies of log records are: `ledger`, our own, or `ocsf`.")
        EntryForm form,

        @Doc("What of entries is not sent.") FieldSettings fields,

        @Doc(value = "Headers for every request, by reference: `${NAME}` or `file:PATH`.", keys = SinkSettings.HEADER)
        Map<String, Secret> headers,

        @Doc("The authorities, in PEM, of which one must vouch for it; without it, those that Java trusts.")
        Optional<Path> ca)
        implements SinkSettings {
    public OtlpSink {
        SinkSettings.checkUrl("otlp", otlp);
        SinkSettings.checkCa(ca);
        headers = SinkSettings.checkedHeaders(headers);
    }

    /** All of it, in our own words. */
    public OtlpSink(URI otlp) {
        this(otlp, EntryForm.LEDGER, FieldSettings.DEFAULT, Map.of(), Optional.empty());
    }
}
