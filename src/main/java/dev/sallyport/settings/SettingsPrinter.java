package dev.sallyport.settings;

import dev.sallyport.practice.Included;
import dev.sallyport.settings.binding.Binder;
import dev.sallyport.settings.binding.References;
import dev.sallyport.settings.binding.Scalar;
import dev.sallyport.settings.binding.Secret;
import dev.sallyport.settings.binding.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prints the settings in force, defaults filled in. What came from a variable or a file is printed as that reference, a
 * secret that stood in the file as {@value Secret#MASK}; no secret is ever printed.
 */
public final class SettingsPrinter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, String> shown;

    private SettingsPrinter(Map<String, String> shown) {
        this.shown = shown;
    }

    /** The settings as YAML; reading it gives equal settings where nothing is masked. */
    public static String yaml(SettingsRead.Loaded loaded) {
        DumpSettings style = DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setDereferenceAliases(true)
                .setWidth(1000)
                .build();
        return new Dump(style).dumpToString(new SettingsPrinter(loaded.shown()).plain(loaded.settings(), ""));
    }

    /** The settings as JSON. */
    public static String json(SettingsRead.Loaded loaded) {
        Object plain = new SettingsPrinter(loaded.shown()).plain(loaded.settings(), "");
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(plain);
    }

    /** A value in maps, lists, texts, numbers and booleans. */
    static Object plain(Object value) {
        return new SettingsPrinter(Map.of()).plain(value, "");
    }

    private Object plain(Object value, String path) {
        String reference = shown.get(path);
        if (reference != null) {
            return reference;
        }
        return switch (value) {
            case Integer number -> number;
            case Boolean bool -> bool;
            case Secret secret -> secret.toString();
            case Included<?> included -> included.file().toString();
            case Enum<?> constant -> Scalar.name(constant);
            case Map<?, ?> map -> map(map, path);
            case List<?> list -> list(list, path);
            case Record section when Scalar.of(section.getClass()).isEmpty() -> section(section, path);
            default -> References.escape(Scalar.write(value));
        };
    }

    private Map<String, Object> map(Map<?, ?> map, String path) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> plain.put(key.toString(), plain(value, Binder.join(path, key.toString()))));
        return plain;
    }

    private List<Object> list(List<?> list, String path) {
        List<Object> plain = new ArrayList<>();
        list.forEach(item -> plain.add(plain(item, path + "[" + plain.size() + "]")));
        return plain;
    }

    private Map<String, Object> section(Record section, String path) {
        Shape shape = Shape.of(section.getClass());
        List<String> names = shape.names();
        List<Object> values = shape.values(section);
        Map<String, Object> plain = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            Object value = values.get(i) instanceof Optional<?> optional ? optional.orElse(null) : values.get(i);
            if (value != null) {
                plain.put(names.get(i), plain(value, Binder.join(path, names.get(i))));
            }
        }
        return plain;
    }
}
