package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The facts by which a policy decided, as far as they may be kept: of claims those alone that its conditions name. So another policy can be
 * asked about the same call later.
 */
final class JudgedFacts {
    private static final int SCOPES_MAX = 100;
    private static final int VALUES_MAX = 20;
    private static final int VALUE_CHARS_MAX = 64;
    private static final int DIGEST_BYTES = 12;

    private JudgedFacts() {}

    /** Adds what was granted to the caller, and what he had to prove. */
    static void addGranted(ObjectNode entry, Authentication how) {
        if (how.scopes().size() > SCOPES_MAX) {
            entry.putNull("scopes");
        } else if (!how.scopes().isEmpty()) {
            ArrayNode scopes = entry.putArray("scopes");
            how.scopes().stream().sorted().forEach(scopes::add);
        }
        if (how.confirmation().kind() != Confirmation.Kind.NONE) {
            entry.put("proof", how.confirmation().kind().text());
        }
    }

    /** Adds the policy that decided, and what it was told of the exchange. */
    static void add(ObjectNode entry, Exchange exchange) {
        Exchange.Ruling ruling = exchange.ruling();
        if (!ruling.version().isEmpty()) {
            ObjectNode policy = entry.putObject("policy").put("version", ruling.version());
            if (!ruling.decision().isEmpty()) {
                policy.put("decision", ruling.decision());
            }
            if (!ruling.statement().isEmpty()) {
                policy.put("statement", ruling.statement());
            }
            for (String claim : new TreeSet<>(ruling.claims())) {
                claim(policy.withObject("/claims"), claim, exchange.authentication());
            }
        }
        for (Exchange.Ask ask : exchange.asks()) {
            ObjectNode asked = entry.withArray("asked").addObject();
            asked.put("method", ask.method()).put("decision", ask.decision());
            if (!ask.statement().isEmpty()) {
                asked.put("statement", ask.statement());
            }
        }
        exchange.risk().forEach((name, fact) -> {
            // nothing suspicious is what nearly all entries would say
            if (!(fact instanceof List<?> texts && texts.isEmpty())) {
                risk(entry.withObject("/risk"), name, fact);
            }
        });
    }

    private static void risk(ObjectNode risk, String name, Object fact) {
        switch (fact) {
            case Boolean truth -> risk.put(name, truth);
            case Long number -> risk.put(name, number);
            case Double number -> risk.put(name, number);
            case List<?> texts -> {
                ArrayNode written = risk.putArray(name);
                texts.forEach(text -> written.add(text.toString()));
            }
            default -> risk.put(name, fact.toString());
        }
    }

    /** Null where the caller has no such claim; of a long text its digest; of very many texts their number. */
    private static void claim(ObjectNode claims, String name, Authentication how) {
        List<String> values = how.claims().get(name);
        if (values == null) {
            claims.putNull(name);
        } else if (values.size() > VALUES_MAX) {
            claims.put(name, values.size());
        } else {
            ArrayNode written = claims.putArray(name);
            for (String value : values) {
                if (value.length() <= VALUE_CHARS_MAX) {
                    written.add(value);
                } else {
                    written.addObject().put("sha256", digest(value));
                }
            }
        }
    }

    private static String digest(String value) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
