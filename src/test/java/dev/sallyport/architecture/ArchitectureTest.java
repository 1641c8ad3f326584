package dev.sallyport.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import dev.sallyport.Gateway;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packages depend on each other in one direction, and every rule that says so is seen to fail where it should. */
final class ArchitectureTest {
    private static final String ROOT = "dev.sallyport";
    private static final String PLANTED = ROOT + ".architecture.planted";

    @Test
    void theCodeKeepsEveryRule() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ROOT);
        assertTrue(classes.size() > 200, "only " + classes.size() + " classes were imported");
        assertTrue(classes.contain(Gateway.class));
        List<String> broken = new ArrayList<>();
        new ArchitectureRules(ROOT).all().forEach((name, rule) -> {
            EvaluationResult result = rule.evaluate(classes);
            result.getFailureReport().getDetails().forEach(detail -> broken.add(name + ": " + detail));
        });
        assertTrue(broken.isEmpty(), () -> String.join("\n", broken));
    }

    @Test
    void everyRuleFailsOnWhatWasPlantedForIt() {
        JavaClasses classes = new ClassFileImporter().importPackages(PLANTED);
        List<String> blind = new ArrayList<>();
        new ArchitectureRules(PLANTED).all().forEach((name, rule) -> {
            if (!rule.evaluate(classes).hasViolation()) {
                blind.add(name);
            }
        });
        assertTrue(blind.isEmpty(), () -> "these rules see nothing: " + blind);
    }
}
