#include "app/builtinrunbooks.h"
#include "app/headless/commands.h"
#include "app/headless/printable.h"
#include "app/headless/recordedinput.h"
#include "app/headless/reportwriters.h"
#include "models/haproxy/metricmap.h"
#include "models/recording/recorder.h"
#include "models/session/rulesets.h"

#include <QFileInfo>
#include <QSaveFile>

#include <algorithm>

namespace checkwatch::app {
namespace {

int complain(const base::Error& error, int code, const Streams& streams)
{
    streams.complain(printable(QString::fromStdString("checkwatch: " + error.text())).toStdString());
    return code;
}

/// The published rules of the exporters that the recording has data of.
std::vector<rules::Group> publishedRules(const tsdb::Querier& data)
{
    std::vector<rules::Group> out;
    std::vector<haproxy::Exporter> seen;
    for (const tsdb::SeriesRef series : data.select({})) {
        const auto place = haproxy::placeOf(data.labels(series));
        const bool of = place && place->scope == haproxy::Scope::Server;
        if (of && std::ranges::find(seen, place->exporter) == seen.end()) {
            seen.push_back(place->exporter);
            auto groups = session::builtinGroups({}, place->exporter, out);
            std::move(groups.begin(), groups.end(), std::back_inserter(out));
        }
    }
    return out;
}

base::Result<void> save(const std::string& path, const QByteArray& content)
{
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
        return base::Error{base::ErrorCode::Refused, "cannot write: " + file.errorString().toStdString(), path};
    }
    return {};
}

base::Result<void> write(const session::IncidentReport& report, const std::string& path, const PdfWriter& pdf)
{
    const QString ending = QFileInfo(QString::fromStdString(path)).suffix().toLower();
    if (ending == QStringLiteral("pdf")) {
        auto content = pdf(report);
        return content ? save(path, *content) : content.error();
    }
    return save(path,
                ending == QStringLiteral("md")        ? reportMarkdown(report)
                    : ending == QStringLiteral("csv") ? reportCsv(report)
                                                      : reportHtml(report));
}

} // namespace

int report(const Options& options, const Streams& streams, const PdfWriter& pdf)
{
    const std::string& given = options.files.front();
    const bool folder = QFileInfo(QString::fromStdString(given)).isDir();
    const std::string path = folder ? recording::recordingIn(given) : given;
    const auto input = RecordedInput::open(path);
    if (!input) {
        return complain(input.error(), 2, streams);
    }
    if ((*input)->recording() == nullptr) {
        return complain({base::ErrorCode::BadInput, "a report is made of a recording; this is none", path}, 2, streams);
    }
    const auto rules = (*input)->replayOptions(options);
    if (!rules) {
        return complain(rules.error(), 2, streams);
    }
    std::vector<std::string> notices;
    const runbooks::Library library = loadRunbooks({}, notices);
    session::ReportOptions wanted;
    wanted.path = path;
    wanted.backtest.rules = *rules;
    wanted.backtest.minDown = options.minDown;
    wanted.fallback = publishedRules((*input)->data());
    const auto made = session::incidentReport(*(*input)->recording(), library, wanted, [](double) { return true; });
    if (!made) {
        return complain(made.error(), 1, streams);
    }
    if (const auto written = write(*made, options.output, pdf); !written) {
        return complain(written.error(), 1, streams);
    }
    streams.say(options.output);
    return 0;
}

} // namespace checkwatch::app
