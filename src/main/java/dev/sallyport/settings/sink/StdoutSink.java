package dev.sallyport.settings.sink;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.form.EntryForm;

/** Standard output, one entry a line. */
public record StdoutSink(
        @Doc("In whose words entries are written to standard output: `ledger`, our own, or `ocsf`.")
        EntryForm stdout,

        @Doc("What of entries is not sent.") FieldSettings fields)
        implements SinkSettings {
    /** All of it. */
    public StdoutSink(EntryForm stdout) {
        this(stdout, FieldSettings.DEFAULT);
    }

    @Override
    public EntryForm form() {
        return stdout;
    }
}
