#include "app/headless/commandline.h"

#include "models/base/duration.h"
#include "models/base/numbers.h"

namespace checkwatch::app {
namespace {

/// As it is where no shell would make anything else of it; else between single quotes.
std::string quoted(const std::string& word)
{
    constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=+,@%";
    if (!word.empty() && word.find_first_not_of(harmless) == std::string::npos) {
        return word;
    }
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

/// Words one after the other; what is not said is left out.
class Line
{
public:
    explicit Line(const char* command) : m_text(std::string("checkwatch ") + command) {}

    void add(const std::string& word) { m_text.append(" ").append(quoted(word)); }
    void add(const char* option, const std::string& value)
    {
        if (!value.empty()) {
            add(option);
            add(value);
        }
    }
    void add(const char* option, const std::optional<base::Duration>& value)
    {
        if (value) {
            add(option, base::formatDuration(*value));
        }
    }
    [[nodiscard]] std::string text() const { return m_text; }

private:
    std::string m_text;
};

} // namespace

std::string backtestCommand(const Options& options)
{
    Line line("backtest");
    line.add(options.files.front());
    if (options.recordedRules) {
        line.add("--recorded-rules");
    }
    if (options.currentRules) {
        line.add("--current-rules");
        line.add("--config", options.config);
    }
    for (const std::string& file : options.ruleFiles) {
        line.add("--rules", file);
    }
    for (const std::string& alert : options.alerts) {
        line.add("--alert", alert);
    }
    line.add("--for", options.variant.holdFor);
    if (options.variant.threshold) {
        line.add("--threshold", base::formatFloat(*options.variant.threshold, 'f'));
    }
    line.add("--window", options.variant.window);
    line.add("--variant-scrape-interval", options.variantScrapeInterval);
    line.add("--start", options.start);
    line.add("--end", options.end);
    line.add("--min-down", options.minDown);
    return line.text();
}

std::string reportCommand(const Options& options)
{
    Line line("report");
    line.add(options.files.front());
    line.add("--start", options.start);
    line.add("--end", options.end);
    line.add("--min-down", options.minDown);
    line.add("--output", options.output);
    return line.text();
}

} // namespace checkwatch::app
