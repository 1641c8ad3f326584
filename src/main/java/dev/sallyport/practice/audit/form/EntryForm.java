package dev.sallyport.practice.audit.form;

/** In whose words an entry is sent. */
public enum EntryForm {
    /** Our own, as the ledger has it. */
    LEDGER,
    /** Those of the Open Cybersecurity Schema Framework. */
    OCSF
}
