package dev.sallyport.practice.validation;

import dev.sallyport.pipeline.Guard;
import dev.sallyport.pipeline.ObservedGuard;
import dev.sallyport.practice.Mode;
import dev.sallyport.practice.Practice;
import dev.sallyport.practice.validation.argument.ArgumentClass;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Practice 1, input validation. */
public final class ValidationPractice implements Practice {
    private final List<Guard> guards;

    /**
     * Judges by {@code settings}.
     *
     * @param door the hosts and origins that are let in
     * @param declared for each server the declared class of arguments: tool, JSON pointer, class
     * @param exemptHosts hosts of the settings' own servers, in lower case with and without port; they may be private
     */
    public ValidationPractice(
            ValidationSettings settings,
            DoorRules door,
            Map<String, Map<String, Map<String, ArgumentClass>>> declared,
            Set<String> exemptHosts) {
        Guard content = new ValidationGuard(settings, declared, exemptHosts);
        guards = List.of(new DoorGuard(door), settings.mode() == Mode.OBSERVE ? new ObservedGuard(content) : content);
    }

    @Override
    public String id() {
        return "validation";
    }

    @Override
    public List<Guard> guards() {
        return guards;
    }
}
