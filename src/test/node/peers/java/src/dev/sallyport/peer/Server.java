package dev.sallyport.peer;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServer.SyncSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult;
import io.modelcontextprotocol.spec.McpSchema.CompleteResult.CompleteCompletion;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptArgument;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.PromptReference;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.ResourcesUpdatedNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** A server on the MCP Java SDK: on standard input and output, or with {@code --http} on a port that it prints. */
public final class Server {
    private Server() {}

    /** Serves until it is ended. */
    public static void main(String... arguments) throws LifecycleException {
        if (List.of(arguments).contains("--http")) {
            var transport =
                    HttpServletStreamableServerTransportProvider.builder().build();
            offer(McpServer.sync(transport));
            System.out.println("{\"url\":\"http://127.0.0.1:" + serve(transport) + "/mcp\"}");
        } else {
            offer(McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper())));
        }
    }

    private static void offer(SyncSpecification<?> specification) {
        var server = new AtomicReference<McpSyncServer>();
        server.set(specification
                .serverInfo("java-peer", "1")
                .instructions("A server for tests.")
                .capabilities(ServerCapabilities.builder()
                        .tools(true)
                        .resources(true, false)
                        .prompts(false)
                        .logging()
                        .completions()
                        .build())
                .tools(Tools.all())
                .tools(Tools.change(() -> server.get().notifyToolsListChanged()), Tools.update(uri -> server.get()
                        .notifyResourcesUpdated(new ResourcesUpdatedNotification(uri))))
                .resourceTemplates(note())
                .prompts(review())
                .completions(completion())
                .build());
    }

    private static SyncResourceTemplateSpecification note() {
        ResourceTemplate template =
                ResourceTemplate.builder("note://{number}", "note").build();
        return new SyncResourceTemplateSpecification(template, (exchange, request) -> {
            String text = "note " + request.uri().substring("note://".length()) + ": ünïcode";
            var contents = TextResourceContents.builder(request.uri(), text).build();
            return ReadResourceResult.builder(List.of(contents)).build();
        });
    }

    private static SyncPromptSpecification review() {
        var code = PromptArgument.builder("code").required(true).build();
        var prompt = Prompt.builder("review").arguments(List.of(code)).build();
        return new SyncPromptSpecification(prompt, (exchange, request) -> {
            var text = TextContent.builder(
                            "Please review: " + request.arguments().get("code"))
                    .build();
            return GetPromptResult.builder(List.of(new PromptMessage(Role.USER, text)))
                    .build();
        });
    }

    private static SyncCompletionSpecification completion() {
        return new SyncCompletionSpecification(new PromptReference("review"), (exchange, request) -> {
            String begun = request.argument().value();
            List<String> words = Stream.of("x = 1", "y = 2")
                    .filter(word -> word.startsWith(begun))
                    .toList();
            return new CompleteResult(new CompleteCompletion(words));
        });
    }

    /** Starts a container around the servlet that {@code transport} is; gives its port. Its folder is {@code catalina.base}. */
    private static int serve(HttpServletStreamableServerTransportProvider transport) throws LifecycleException {
        var tomcat = new Tomcat();
        tomcat.setPort(0);
        tomcat.setSilent(true);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", null);
        Wrapper servlet = Tomcat.addServlet(context, "mcp", transport);
        servlet.setAsyncSupported(true);
        servlet.addMapping("/*");
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }
}
