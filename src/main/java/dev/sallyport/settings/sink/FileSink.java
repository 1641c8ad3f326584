package dev.sallyport.settings.sink;

import dev.sallyport.practice.Doc;
import dev.sallyport.practice.audit.form.EntryForm;
import java.nio.file.Path;

/** A file, to which entries are appended, one a line. */
public record FileSink(
        @Doc(
                "The file, absolute; readable by its owner alone where it is made. Where another program moves it away, a new one is begun.")
        Path file,

        @Doc("In whose words entries are: `ledger`, our own, or `ocsf`.")
        EntryForm form,

        @Doc("What of entries is not sent.") FieldSettings fields)
        implements SinkSettings {
    public FileSink {
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException("file must be absolute");
        }
    }

    /** All of it, in our own words. */
    public FileSink(Path file) {
        this(file, EntryForm.LEDGER, FieldSettings.DEFAULT);
    }
}
