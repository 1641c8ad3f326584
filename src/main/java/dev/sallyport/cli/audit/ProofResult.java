package dev.sallyport.cli.audit;

import dev.sallyport.cli.exit.Columns;
import dev.sallyport.cli.exit.CommandFailure;
import dev.sallyport.cli.exit.ExitCode;
import dev.sallyport.ledger.verify.Note;
import dev.sallyport.ledger.verify.Proof;
import dev.sallyport.practice.access.approval.Visible;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a proof proves.
 *
 * @param signed the checkpoint, where the key has signed it
 * @param proof the proof
 * @param isProven true where it is right
 * @param what what it proves, or why it does not
 * @param entry the entry that it is about; empty where it is about several or none
 */
record ProofResult(Optional<Note> signed, Proof proof, boolean isProven, String what, Optional<String> entry) {
    /** What {@code text} proves to whoever trusts {@code keys} and has seen the checkpoints {@code held}. */
    static ProofResult of(String text, String[] keys, List<String> held, Optional<Path> entries) throws IOException {
        Proof proof = Proof.of(text)
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "no-proof",
                        "this is no file of `sallyport audit prove` or `sallyport audit export`"));
        boolean isOfGrowth = proof.subject() == Proof.Subject.GROWTH;
        if (!isOfGrowth && !held.isEmpty()) {
            throw usage(
                    "this proof is about entries, and says nothing of an older checkpoint; whether the ledger continues"
                            + " yours, a proof of `sallyport audit prove --since-checkpoint FILE` says");
        }
        if (isOfGrowth && entries.isPresent()) {
            throw usage("this proof is about an older checkpoint, and --entries does not go with it");
        }
        Optional<Note> signed = proof.signed(keys);
        if (signed.isEmpty()) {
            return new ProofResult(signed, proof, false, "its checkpoint is not signed by this key", Optional.empty());
        }
        return switch (proof.subject()) {
            case ENTRY -> entry(proof, signed.get(), entries);
            case RANGE -> range(proof, signed.get(), entries);
            case GROWTH -> growth(proof, signed.get(), held);
        };
    }

    private static CommandFailure usage(String what) {
        return new CommandFailure(ExitCode.USAGE, "usage", what);
    }

    private static ProofResult entry(Proof proof, Note signed, Optional<Path> file) throws IOException {
        Optional<byte[]> line = file.isPresent() ? Optional.of(line(file.get())) : proof.entry();
        if (line.isEmpty()) {
            throw usage(
                    "the proof does not carry its entry, which was pruned; name the file that has it: --entries FILE");
        }
        boolean covered = proof.covers(line.get(), signed);
        return new ProofResult(
                Optional.of(signed),
                proof,
                covered,
                covered
                        ? "the ledger has this entry as number " + proof.first()
                        : "the ledger does not have this entry as number " + proof.first(),
                Optional.of(new String(line.get(), StandardCharsets.UTF_8)));
    }

    private static byte[] line(Path file) throws IOException {
        String text = Files.readString(present(file), StandardCharsets.ISO_8859_1);
        return (text.endsWith("\n") ? text.substring(0, text.length() - 1) : text)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Path present(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, "no-file", file + " is no file");
        }
        return file;
    }

    private static ProofResult range(Proof proof, Note signed, Optional<Path> file) throws IOException {
        if (file.isEmpty()) {
            throw usage("this proof is about a file of entries; name it: --entries FILE");
        }
        String which = proof.count() + " entries from number " + proof.first() + " on";
        try (InputStream in = new BufferedInputStream(Files.newInputStream(present(file.get())))) {
            boolean covered = proof.covers(in, signed);
            return new ProofResult(
                    Optional.of(signed),
                    proof,
                    covered,
                    covered
                            ? "the file has the " + which + ", all of them and nothing else"
                            : "the file does not have the " + which,
                    Optional.empty());
        }
    }

    private static ProofResult growth(Proof proof, Note signed, List<String> held) {
        if (held.size() != 1) {
            throw usage("this proof is about an older checkpoint; name the one that you hold: --checkpoint FILE");
        }
        boolean continued = Note.verified(held.getFirst(), signed.key())
                .filter(older -> proof.continues(older, signed))
                .isPresent();
        return new ProofResult(
                Optional.of(signed),
                proof,
                continued,
                continued
                        ? "the ledger only grew since the checkpoint that you hold"
                        : "the ledger does not continue the checkpoint that you hold",
                Optional.empty());
    }

    ObjectNode json() {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("proven", isProven).put("what", what);
        signed.ifPresent(note -> json.putObject("checkpoint")
                .put("origin", note.origin())
                .put("size", note.size())
                .put("root", note.root()));
        json.put("first", proof.first()).put("entries", proof.count());
        entry.ifPresent(line -> json.put("entry", line));
        return json;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>(List.of((isProven ? "proven: " : "NOT PROVEN: ") + what));
        Columns facts = new Columns();
        signed.ifPresent(note -> facts.row("ledger", Visible.of(note.origin()))
                .row("checkpoint", note.size() + " entries, root " + note.root()));
        entry.ifPresent(line -> facts.row("entry", Visible.of(line)));
        lines.addAll(facts.lines("  "));
        return lines;
    }
}
