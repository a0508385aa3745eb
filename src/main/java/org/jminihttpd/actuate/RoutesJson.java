package org.jminihttpd.actuate;

import java.io.ByteArrayOutputStream;
import org.jminihttpd.config.ConfigProblem;
import org.jminihttpd.route.CurrentRouteTable;
import org.jminihttpd.route.Route;
import org.jminihttpd.route.WorkerCount;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The table of routes as it is at the moment, for programs. */
final class RoutesJson {

    private RoutesJson() {}

    static byte[] write(CurrentRouteTable tables) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("routes");
            tables.table().routes().forEach(route -> write(json, route));
            json.writeEndArray();
            json.writeNumberProperty("finishing", tables.finishing()); // tables before this one with requests
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Route route) {
        ConfigProblem place = ConfigProblem.of(route.entry().setting(), "");
        json.writeStartObject();
        json.writeStringProperty("url", route.entry().url());
        json.writeStringProperty("destination", route.entry().setting().value());
        json.writeStringProperty("file", place.file());
        json.writeNumberProperty("line", place.line());
        json.writeBooleanProperty("serving", route.handler().problem().isEmpty());
        route.handler().problem().ifPresent(problem -> json.writeStringProperty("problem", problem));
        WorkerCount workers = route.handler().workers();
        if (workers != null) {
            json.writeObjectPropertyStart("workers");
            json.writeNumberProperty("running", workers.running());
            json.writeNumberProperty("busy", workers.busy());
            json.writeNumberProperty("waiting", workers.waiting());
            json.writeEndObject();
        }
        json.writeEndObject();
    }
}
