package dev.sallyport.architecture.planted.cli;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sallyport.architecture.planted.sample.PlantedSample;
import io.netty.util.AsciiString;
import java.util.List;
import org.junit.jupiter.api.function.Executable;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Uses libraries of others, and one that has no owner. */
public final class PlantedCommand {
    private final AsciiString text = AsciiString.of("planted");
    private final LoadSettings settings = LoadSettings.builder().build();

    /** The sample, which is none of a command's business. */
    public PlantedSample sample() {
        return new PlantedSample(List.of());
    }

    /** What only measurements may ask. */
    public boolean measures(Object bean) {
        return bean instanceof UnixOperatingSystemMXBean;
    }

    /** Something to run. */
    public Executable executable() {
        return () -> text.concat(settings.getLabel());
    }
}
