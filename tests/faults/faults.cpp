#include "tests/faults/faults.h"

#include "tests/support/gzip.h"

namespace checkwatch::faults {
namespace {

using support::httpResponse;
using support::Request;
using support::Script;
using namespace std::chrono_literals;

std::string serverLines(const std::string& labels, const char* status, int failures)
{
    std::string text;
    for (const char* state : {"DOWN", "UP", "MAINT", "DRAIN", "NOLB"}) {
        text += "haproxy_server_status{" + labels + ",state=\"" + state + "\"} "
            + (std::string_view(state) == status ? "1\n" : "0\n");
    }
    text += "haproxy_server_check_status{" + labels + ",state=\"L7OK\"} 1\n";
    text += "haproxy_server_weight{" + labels + "} 1\n";
    return text + "haproxy_server_check_failures_total{" + labels + "} " + std::to_string(failures) + '\n';
}

std::string serverLabels(std::string_view server)
{
    return "proxy=\"app\",server=\"" + std::string(server) + '"';
}

std::string manyLabels()
{
    std::string text = "haproxy_server_current_sessions{" + serverLabels("calm");
    for (int i = 0; i < 100'000; ++i) {
        text += ",l" + std::to_string(i) + "=\"v\"";
    }
    return text + "} 1\n";
}

std::string manySamples()
{
    std::string text;
    for (std::size_t i = 0; i <= sampleLimit; ++i) {
        text += "m{i=\"" + std::to_string(i) + "\"} 1\n";
    }
    return text;
}

std::string quoted(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        out += c == '"' || c == '\\' ? std::string("\\") + c : c == '\n' ? "\\n" : std::string(1, c);
    }
    return out;
}

std::function<Script(const Request&)> always(const Script& script)
{
    return [script](const Request&) { return script; };
}

std::function<Script(const Request&)> answers(const std::string& body, const char* headers = "",
                                              const char* status = "200 OK")
{
    return always(Script().send(httpResponse(body, headers, status)));
}

/// Replaces the number at the end of every line.
std::string withValues(const std::string& page, const char* value)
{
    std::string out;
    for (std::size_t at = 0; at < page.size();) {
        const std::size_t end = page.find('\n', at);
        const std::size_t space = page.rfind(' ', end);
        out += page.substr(at, space - at) + ' ' + value + '\n';
        at = end + 1;
    }
    return out;
}

} // namespace

std::string haproxyPage(int scrape, std::string_view extra)
{
    return "haproxy_process_start_time_seconds 1000\n"
           "haproxy_backend_active_servers{proxy=\"app\"} 2\n"
           "haproxy_backend_backup_servers{proxy=\"app\"} 0\n"
        + serverLines(serverLabels("flapping"), "UP", scrape) + serverLines(serverLabels("calm"), "UP", 0)
        + std::string(extra);
}

Script healthy(const Request& request)
{
    return Script().send(
        support::chunkedResponse(haproxyPage(request.number), 512, "content-type: text/plain; version=0.0.4\r\n"));
}

std::vector<Fault> allFaults()
{
    const std::string page = haproxyPage(1);
    const std::string response = httpResponse(page);
    const std::string zipped = support::gzip(page);
    const char* const gzipHeader = "Content-Encoding: gzip\r\n";
    const std::string login = "<!DOCTYPE html><html><body><form>Log in</form></body></html>\n";
    const std::string bomb = support::gzip(std::string(16 * bodyLimit, '\n'));
    const std::string piece(16'384, '#');
    return {
        {"hang", always(Script().hang()), "timeout: connected, but no answer within"},
        {"slow drip", always(Script().drip(response, 40ms)), "timeout: "},
        {"slow drip of the body", always(Script().send(response.substr(0, 60)).drip(response.substr(60), 40ms)),
         "timeout: "},
        {"reset mid-body", always(Script().send(response.substr(0, 300)).wait(20ms).reset()),
         "the connection broke in the middle of the answer"},
        {"closed mid-body", always(Script().send(response.substr(0, 300)).close()),
         "the connection broke in the middle of the answer"},
        {"truncated gzip", answers(zipped.substr(0, zipped.size() / 2), gzipHeader), "the gzip body is cut off"},
        {"gzip bomb", answers(bomb, gzipHeader), "body size limit exceeded"},
        {"endless body",
         always(Script()
                    .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .sendForever("4000\r\n" + piece + "\r\n")),
         "body size limit exceeded"},
        {"login page", answers(login, "Content-Type: text/html\r\n"), "the answer is HTML, not metrics"},
        {"401", answers(page, "", "401 Unauthorized"), "HTTP 401: check the credentials"},
        {"500 with metrics", answers(page, "", "500 Internal Server Error"), "HTTP 500: "},
        {"redirect to a login page",
         [login](const Request& request) {
             return Script().send(request.path == "/login" ? httpResponse(login)
                                                           : httpResponse("", "Location: /login\r\n", "302 Found"));
         },
         "the answer is HTML, not metrics"},
        {"redirect for ever", answers("", "Location: /metrics\r\n", "302 Found"), "more than 10 redirects"},
        {"bad UTF-8", answers(page + "a{b=\"\xff\"} 1\n"), ""},
        {"NUL", answers(page + std::string("a 1\n\0b 1\n", 9)), ""},
        {"no exposition", answers("{\"status\":\"success\"}\n"), ""},
        {"100,000 labels", answers(page + manyLabels()), "label_limit"},
        {"too many samples", answers(page + manySamples()), "sample_limit exceeded"},
        {"another exporter's page", answers("node_load1 0.5\n"), "the exporter answers, but without a single server"},
        {"an empty body", answers(""), "the exporter answers, but without a single server"},
    };
}

std::vector<Oddity> allOddities()
{
    using fleet::Shown;
    const auto with
        = [](const std::string& extra) { return [extra](int scrape) { return haproxyPage(scrape, extra); }; };
    std::string evil;
    for (const std::string& name : evilNames()) {
        evil += serverLines("proxy=\"" + quoted(name) + "\",server=\"" + quoted(name) + '"', "UP", 0);
    }
    return {
        {"NaN everywhere", [](int scrape) { return withValues(haproxyPage(scrape), "NaN"); }, Shown::Unverified},
        {"Inf everywhere", [](int scrape) { return withValues(haproxyPage(scrape), "+Inf"); }, Shown::Unverified},
        {"NaN and Inf beside the status",
         with("haproxy_server_current_sessions{" + serverLabels("calm") + "} -Inf\nhaproxy_server_check_code{"
              + serverLabels("calm") + "} NaN\nhaproxy_server_check_duration_seconds{" + serverLabels("calm")
              + "} 1e308\n"),
         Shown::Up},
        {"duplicate series", with(serverLines(serverLabels("calm"), "DOWN", 7)), Shown::Up},
        {"counter reset in every scrape", [](int scrape) { return haproxyPage(scrape % 2 == 0 ? 1'000'000 : 1); },
         Shown::Up},
        {"another process in every scrape",
         [](int scrape) {
             std::string page = haproxyPage(scrape);
             return page.replace(page.find("1000"), 4, std::to_string(1000 + scrape));
         },
         Shown::Up},
        {"HTML and bidi in labels", with(evil), Shown::Up},
    };
}

std::vector<std::string> evilNames()
{
    std::string nested;
    for (int i = 0; i < 20; ++i) {
        nested += "<table><tr><td>";
    }
    std::string zalgo = "z";
    for (int i = 0; i < 5000; ++i) {
        zalgo += "\xcc\x81";
    }
    return {nested + "x",
            "<b>bold</b>",
            "<img src=\"/dev/zero\">",
            std::string("<img src=\"") + canaryFile + "\">",
            std::string("<a href=\"file://") + canaryFile + "\">OK</a>",
            canaryFile,
            "a & b %1 %s",
            "\xe2\x80\xaeUP\xe2\x80\xac",
            "\xe2\x81\xa6isolated",
            zalgo,
            "two\nlines",
            std::string(70'000, 'w')};
}

} // namespace checkwatch::faults
