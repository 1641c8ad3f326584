package dev.sallyport.practice.audit;

import dev.sallyport.pipeline.Exchange;
import dev.sallyport.pipeline.caller.Authentication;
import dev.sallyport.pipeline.caller.Authentication.Confirmation;
import dev.sallyport.protocol.digest.Sha256;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.NullNode;

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
    static void addGranted(EntryBytes entry, Authentication how) {
        if (how.scopes().size() > SCOPES_MAX) {
            entry.put("scopes", NullNode.getInstance());
        } else if (!how.scopes().isEmpty()) {
            entry.array("scopes");
            how.scopes().stream().sorted().forEach(entry::add);
            entry.end();
        }
        if (how.confirmation().kind() != Confirmation.Kind.NONE) {
            entry.put("proof", how.confirmation().kind().text());
        }
    }

    /** Adds the policy that decided, and what it was told of the exchange. */
    static void add(EntryBytes entry, Exchange exchange) {
        policy(entry, exchange);
        asked(entry, exchange.asks());
        risk(entry, exchange.risk());
    }

    private static void policy(EntryBytes entry, Exchange exchange) {
        Exchange.Ruling ruling = exchange.ruling();
        if (ruling.version().isEmpty()) {
            return;
        }
        entry.object("policy").put("version", ruling.version());
        if (!ruling.decision().isEmpty()) {
            entry.put("decision", ruling.decision());
        }
        if (!ruling.statement().isEmpty()) {
            entry.put("statement", ruling.statement());
        }
        if (!ruling.claims().isEmpty()) {
            entry.object("claims");
            new TreeSet<>(ruling.claims()).forEach(claim -> claim(entry, claim, exchange.authentication()));
            entry.end();
        }
        entry.end();
    }

    private static void asked(EntryBytes entry, List<Exchange.Ask> asks) {
        if (asks.isEmpty()) {
            return;
        }
        entry.array("asked");
        for (Exchange.Ask ask : asks) {
            entry.object().put("method", ask.method()).put("decision", ask.decision());
            if (!ask.statement().isEmpty()) {
                entry.put("statement", ask.statement());
            }
            entry.end();
        }
        entry.end();
    }

    /** Nothing suspicious is what nearly all entries would say, so they do not. */
    private static void risk(EntryBytes entry, Map<String, Object> facts) {
        boolean any = false;
        for (Map.Entry<String, Object> fact : facts.entrySet()) {
            if (!(fact.getValue() instanceof List<?> texts && texts.isEmpty())) {
                if (!any) {
                    entry.object("risk");
                    any = true;
                }
                fact(entry, fact.getKey(), fact.getValue());
            }
        }
        if (any) {
            entry.end();
        }
    }

    private static void fact(EntryBytes risk, String name, Object fact) {
        switch (fact) {
            case Boolean truth -> risk.put(name, truth);
            case Long number -> risk.put(name, number);
            case Double number -> risk.put(name, DoubleNode.valueOf(number));
            case List<?> texts -> {
                risk.array(name);
                texts.forEach(text -> risk.add(text.toString()));
                risk.end();
            }
            default -> risk.put(name, fact.toString());
        }
    }

    /** Null where the caller has no such claim; of a long text its digest; of very many texts their number. */
    private static void claim(EntryBytes claims, String name, Authentication how) {
        List<String> values = how.claims().get(name);
        if (values == null) {
            claims.put(name, NullNode.getInstance());
        } else if (values.size() > VALUES_MAX) {
            claims.put(name, values.size());
        } else {
            claims.array(name);
            for (String value : values) {
                if (value.length() <= VALUE_CHARS_MAX) {
                    claims.add(value);
                } else {
                    claims.object()
                            .put("sha256", HexFormat.of().formatHex(Sha256.of(value), 0, DIGEST_BYTES))
                            .end();
                }
            }
            claims.end();
        }
    }
}
