package dev.sallyport.practice.audit.form;

import dev.sallyport.catalog.search.NearestName;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of all members that entries can have; a member of a member is named like {@code policy.claims}. */
final class EntryMembers {
    private static final Set<String> KNOWN = Stream.of(
                    "abandoned abandoned.bytes abandoned.first abandoned.lost",
                    "actor actor.issuer actor.subject actor.tenant",
                    "approval",
                    "arguments arguments.digest arguments.more arguments.sealed",
                    "arguments.kept arguments.kept.at arguments.kept.cut arguments.kept.value",
                    "asked asked.decision asked.method asked.statement",
                    "authentication by bytes bytes_in bytes_out carrier cause changed client count crc credential definition",
                    "entries era event exchange explained exposed first for format given groups incomplete issuer kind last",
                    "ledger messages_out method n name note peaks peer",
                    "policy policy.claims policy.decision policy.statement policy.version",
                    "policy_digest policy_version principal problems program proof",
                    "reason risk root route scopes server session settings_digest signal signals since size span statement subject",
                    "task tenant then time took_us trace",
                    "verdicts verdicts.detail verdicts.reason verdicts.verdict",
                    "where why withheld")
            .flatMap(line -> Stream.of(line.split(" ")))
            .collect(Collectors.toCollection(TreeSet::new));

    /** What is below these is named by others: claims by operators, facts of risk by what is judged, what is sealed by what comes. */
    private static final Set<String> OPEN = Set.of("policy.claims.", "risk.", "arguments.sealed.");

    private EntryMembers() {}

    /** All names that are fixed. */
    static Set<String> all() {
        return Collections.unmodifiableSet(KNOWN);
    }

    /** True where an entry can have a member {@code name}. */
    static boolean has(String name) {
        return KNOWN.contains(name) || OPEN.stream().anyMatch(name::startsWith);
    }

    /** What was most likely meant by {@code name}, as a question; empty where nothing is near. */
    static String suggestion(String name) {
        return KNOWN.stream()
                .filter(known -> known.endsWith("." + name))
                .findFirst()
                .map(known -> "did you mean `" + known + "`?")
                .orElseGet(() -> NearestName.suggestion(name, KNOWN));
    }
}
