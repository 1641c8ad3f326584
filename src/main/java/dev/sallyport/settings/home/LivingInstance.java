package dev.sallyport.settings.home;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that has an instance in the home now.
 *
 * @param folder its folder
 * @param record what it says of itself; empty where it is just starting, or of a version whose records this one cannot read
 */
public record LivingInstance(Path folder, Optional<InstanceRecord> record) {}
