#include "ui/servers/servercolumns.h"

namespace checkwatch::servers {

namespace {

ColumnSpec words(const char* heading, const char* widest, const char* least, bool shown, bool ages = false)
{
    const QString name = QString::fromUtf8(heading);
    return {.heading = name,
            .brief = name,
            .name = name,
            .widest = QString::fromUtf8(widest),
            .least = QString::fromUtf8(least),
            .alignment = Qt::AlignLeft,
            .shown = shown,
            .ages = ages,
            .numeric = false,
            .yields = 2};
}

ColumnSpec numbers(const char* heading, const char* widest, bool shown = false)
{
    const QString name = QString::fromUtf8(heading);
    const QString sample = QString::fromUtf8(widest);
    return {.heading = name,
            .brief = name,
            .name = name,
            .widest = sample,
            .least = sample,
            .alignment = Qt::AlignRight,
            .shown = shown,
            .ages = false,
            .numeric = true,
            .yields = 2};
}

std::array<ColumnSpec, items::ServerColumnCount> makeSpecs()
{
    std::array<ColumnSpec, items::ServerColumnCount> specs;
    specs[items::GlyphColumn] = words("", "00", "00", true, true);
    specs[items::GlyphColumn].name = QStringLiteral("Glyph");
    specs[items::NameColumn] = words("Server", "web-0000", "web-0000", true);
    specs[items::NameColumn].yields = 4;
    specs[items::BackendColumn] = words("Backend", "checkout", "checkout", true);
    specs[items::BackendColumn].yields = 3;
    specs[items::ExporterColumn] = words("Exporter", "lb-01:8404 ", "lb-0100", false);
    specs[items::ExporterColumn].yields = 1;
    specs[items::StateColumn] = words("State", "DOWN, check passes0", "UP, failing0", true);
    specs[items::StateColumn].yields = 0;
    specs[items::CheckColumn] = words("Last check", "L7STS 503 · 1000 ms", "L7STS 503", true, true);
    specs[items::FailuresColumn] = numbers("Failures / 1m", "not counted", true);
    specs[items::SparklineColumn] = words("Last 30 min", "000000000000000", "0000000", true);
    specs[items::SparklineColumn].brief = QStringLiteral("Trend");
    specs[items::SparklineColumn].yields = 1;
    specs[items::AlertColumn] = words("Health-check alert", "unknown since 12:05:33", "cleared, is DOWN", true, true);
    specs[items::AlertColumn].brief = QStringLiteral("Alert");
    specs[items::SessionsColumn] = numbers("Sessions", "Sessions");
    specs[items::QueueColumn] = numbers("Queue", "Queue");
    specs[items::Rate5xxColumn] = numbers("5xx / s", "123.4k");
    specs[items::WeightColumn] = numbers("Weight", "Weight");
    specs[items::FailuresTotalColumn] = numbers("Check failures", "Check failures");
    specs[items::DownsColumn] = numbers("Times down", "Times down");
    specs[items::SinceColumn] = words("Since", "12 d 23 h", "12 d 23 h", false, true);
    return specs;
}

} // namespace

const std::array<ColumnSpec, items::ServerColumnCount>& columnSpecs()
{
    static const auto specs = makeSpecs();
    return specs;
}

} // namespace checkwatch::servers
