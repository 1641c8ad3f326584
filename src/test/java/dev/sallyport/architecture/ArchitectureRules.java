package dev.sallyport.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import dev.sallyport.pipeline.Guard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The direction of dependency as rules, for the packages below one root: the real one, or the planted one whose classes break
 * every rule.
 *
 * <pre>
 *  4  Main Gateway cli                                   sees all
 *  3  transport  store  console  observe  settings       adapters, strangers to each other
 *  2  practice.*                                         strangers to each other; meet only through facts on Exchange
 *     practice.*.*                                       parts of one practice, which sees them: strangers, and blind to it
 *  1  pipeline  catalog  scan  policy  crypto  ledger    mechanisms
 *  0  protocol                                           JDK and the JSON library only
 *  -  sample                                             a program of its own: sees none of these, and none sees it
 * </pre>
 */
final class ArchitectureRules {
    private static final List<String> MECHANISMS = List.of("pipeline", "catalog", "scan", "policy", "crypto", "ledger");
    private static final List<String> ADAPTERS = List.of("transport", "store", "console", "observe", "settings");

    /** What every package may use. */
    private static final String[] EVERYWHERE = {
        "java..",
        "javax.crypto..",
        "javax.net..",
        "javax.security.auth.x500..",
        "javax.sql..",
        "tools.jackson..",
        "org.jspecify.annotations"
    };

    /** The one owner of each library: its packages by the package of ours that may use them. */
    private static final Map<String, List<String>> OWNERS = Map.ofEntries(
            Map.entry("transport", List.of("io.netty..", "jdk.net..")),
            Map.entry("catalog", List.of("com.ibm.icu..")),
            Map.entry("cli", List.of("picocli..")),
            Map.entry("policy.condition", List.of("dev.cel..", "com.google.common..")),
            Map.entry("practice.ratelimit.count", List.of("io.github.bucket4j..")),
            Map.entry("practice.token.verify", List.of("com.nimbusds..")),
            Map.entry("practice.validation.schema", List.of("com.networknt..", "com.google.re2j..")),
            Map.entry("settings", List.of("org.snakeyaml..")),
            Map.entry("store.redis", List.of("io.lettuce..")),
            Map.entry("store.sqlite", List.of("org.sqlite..")),
            Map.entry("observe", List.of("com.sun.management..")),
            Map.entry("observe.telemetry", List.of("io.opentelemetry..")));

    private static final Set<String> SOCKETS = Set.of(
            "java.net.Socket",
            "java.net.ServerSocket",
            "java.net.DatagramSocket",
            "java.net.URLConnection",
            "java.net.HttpURLConnection",
            "java.nio.channels.SocketChannel",
            "java.nio.channels.ServerSocketChannel",
            "java.nio.channels.DatagramChannel");

    private final String root;

    ArchitectureRules(String root) {
        this.root = root;
    }

    /** All rules by name. */
    Map<String, ArchRule> all() {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("protocol stands on the JDK and the JSON library", protocolStandsAlone());
        rules.put("mechanisms know no practice, adapter or command", pointsDown(MECHANISMS, above(1)));
        rules.put("practices know no adapter or command", pointsDown(List.of("practice"), above(2)));
        rules.put("adapters know no command", pointsDown(ADAPTERS, above(3)));
        rules.put("practices are strangers", strangers(root + ".practice.(*).."));
        rules.put("the parts of a practice are strangers", strangers(root + ".practice.(*).(*).."));
        rules.put("the parts of a practice do not know it", partsAreBlind());
        rules.put("adapters are strangers", adaptersAreStrangers());
        rules.put("the verifier shares nothing with the writer", verifierStandsAlone());
        rules.put("the sample is a program of its own", sampleStandsAlone());
        rules.put("nobody leans on the sample", nobodySeesTheSample());
        rules.put("no cycles between packages", noCycles());
        rules.put("connections belong to transport, store, observe, crypto and the command line", socketsHaveOwners());
        rules.put("guards never wait", guardsNeverWait());
        rules.put("no guard but those of sessions knows the era", guardsKnowNoEra());
        OWNERS.forEach((owner, libraries) ->
                rules.put(owner + " alone uses its libraries", librariesHaveOwner(owner, libraries)));
        rules.put("no library without an owner", noLibraryWithoutOwner());
        return rules;
    }

    private ArchRule protocolStandsAlone() {
        return classes()
                .that()
                .resideInAPackage(below("protocol"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(below("protocol"), "java..", "tools.jackson..", "org.jspecify.annotations");
    }

    /** Every message has one form before the guards, whatever client and server speak; the record names the era. */
    private ArchRule guardsKnowNoEra() {
        return noClasses()
                .that()
                .resideInAPackage(below("practice"))
                .and()
                .resideOutsideOfPackages(below("practice.session"), below("practice.audit"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName(root + ".protocol.Era")
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage(below("protocol.legacy"));
    }

    private ArchRule pointsDown(List<String> from, DescribedPredicate<JavaClass> above) {
        return noClasses()
                .that()
                .resideInAnyPackage(from.stream().map(this::below).toArray(String[]::new))
                .should()
                .dependOnClassesThat(above)
                .allowEmptyShould(true);
    }

    /** The classes of the levels above {@code level}; those of the root package itself are of level 4. */
    private DescribedPredicate<JavaClass> above(int level) {
        List<String> packages = new ArrayList<>(List.of(root, below("cli")));
        if (level < 3) {
            ADAPTERS.forEach(adapter -> packages.add(below(adapter)));
        }
        if (level < 2) {
            packages.add(below("practice"));
        }
        return resideInAnyPackage(packages.toArray(String[]::new)).as("of a level above " + level);
    }

    private ArchRule strangers(String slices) {
        return slices().matching(slices).should().notDependOnEachOther();
    }

    private ArchRule partsAreBlind() {
        return noClasses()
                .that()
                .resideInAPackage(below("practice.*.*"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(root + ".practice.*");
    }

    private ArchRule adaptersAreStrangers() {
        return slices().matching(root + ".(*)..")
                .that(describe(
                        "adapters",
                        slice -> ADAPTERS.contains(slice.getDescription().replaceFirst("Slice ", ""))))
                .should()
                .notDependOnEachOther();
    }

    /** Proof that is made of the code of whoever is to be controlled proves nothing. */
    private ArchRule verifierStandsAlone() {
        return classes()
                .that()
                .resideInAPackage(below("ledger.verify"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(below("ledger.verify"), "java..", "org.jspecify.annotations");
    }

    private ArchRule sampleStandsAlone() {
        DescribedPredicate<JavaClass> ours = resideInAPackage(root + "..");
        return noClasses()
                .that(resideInAPackage(below("sample")))
                .should()
                .dependOnClassesThat(are(ours.and(DescribedPredicate.not(resideInAPackage(below("sample"))))))
                .allowEmptyShould(true);
    }

    private ArchRule nobodySeesTheSample() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(below("sample"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(below("sample"));
    }

    /** Main and the commands know each other: the one starts the command line, which builds the Gateway beside it. */
    private ArchRule noCycles() {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(resideInAPackage(root), resideInAPackage(below("cli")));
    }

    /** The command line is among them for the control socket of a running gateway, a file in the home. */
    private ArchRule socketsHaveOwners() {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackages(
                        below("transport"), below("store"), below("observe"), below("crypto"), below("cli"))
                .should()
                .dependOnClassesThat(describe(
                        "open connections",
                        type -> SOCKETS.contains(type.getName())
                                || resideInAnyPackage("java.net.http..", "java.sql..", "javax.sql..", "javax.net..")
                                        .test(type)));
    }

    private static ArchRule guardsNeverWait() {
        return noClasses()
                .that()
                .areAssignableTo(Guard.class)
                .should()
                .callMethodWhere(describe("waits", ArchitectureRules::waits));
    }

    private static boolean waits(JavaCall<?> call) {
        JavaClass owner = call.getTargetOwner();
        String name = call.getName();
        return (owner.isAssignableTo(Future.class) && (name.equals("get") || name.equals("join")))
                || (owner.isAssignableTo(CountDownLatch.class) && name.equals("await"))
                || (owner.isAssignableTo(BlockingQueue.class) && (name.equals("take") || name.equals("put")))
                || (owner.isAssignableTo(Thread.class) && (name.equals("sleep") || name.equals("join")))
                || (owner.isEquivalentTo(Object.class) && name.equals("wait"));
    }

    private ArchRule librariesHaveOwner(String owner, List<String> libraries) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(below(owner))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries.toArray(String[]::new));
    }

    private ArchRule noLibraryWithoutOwner() {
        String[] known = Stream.concat(
                        Stream.of(EVERYWHERE), OWNERS.values().stream().flatMap(List::stream))
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .should()
                .onlyDependOnClassesThat(resideInAPackage("dev.sallyport..")
                        .or(resideInAnyPackage(known))
                        .or(describe("primitives", type -> type.getPackageName().isEmpty())));
    }

    private String below(String name) {
        return root + "." + name + "..";
    }
}
