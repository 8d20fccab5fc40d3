#include "app/headless/recordedinput.h"

#include "app/headless/expositionfile.h"
#include "models/base/timetext.h"
#include "models/recording/verify.h"
#include "models/session/recordingfacts.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace checkwatch::app {
namespace {

/// Minutes of work. A year of every five seconds has six million.
constexpr std::int64_t mostEvaluations = 20'000'000;

/// A file of samples begins otherwise than an SQLite file, and than one that a mail program made of it. What is no regular
/// file is not opened: the other end of a pipe may never come.
bool looksLikeSamples(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    if (!QFileInfo(file.fileName()).isFile() || !file.open(QIODevice::ReadOnly)) {
        return false;
    }
    const QByteArray head = file.read(20);
    return !head.isEmpty() && !head.startsWith('S') && head != QByteArrayLiteral("U1FMaXRlIGZvcm1hdCAz");
}

/// Nobody waits for the evaluations of years in which nothing is recorded. Whole days leave the others where they are where
/// intervals are parts of a day, as nearly all are.
base::Timestamp withinADay(base::Timestamp time, base::Timestamp from, base::Timestamp to)
{
    const base::Timestamp nearest = std::clamp(time, from, to);
    return nearest + (time - nearest) % std::chrono::days{1};
}

base::Result<base::Timestamp> timeOf(const char* option, const std::string& text, base::Timestamp begin,
                                     base::Timestamp otherwise)
{
    auto time = text.empty() ? base::Result(otherwise) : base::parseTime(text, begin);
    return time ? time : base::Error{time.error().code, std::string(option) + ": " + time.error().message};
}

} // namespace

base::Result<std::unique_ptr<RecordedInput>> RecordedInput::open(const std::string& path)
{
    std::unique_ptr<RecordedInput> input(new RecordedInput);
    const std::string file = session::recordingFile(path);
    auto opened = looksLikeSamples(file) ? input->readSamples(file) : input->openRecording(file);
    if (!opened) {
        return opened.error();
    }
    if (input->m_to == base::Timestamp{}) {
        return base::Error{base::ErrorCode::BadInput, "there is nothing in it yet", path};
    }
    return input;
}

base::Result<void> RecordedInput::openRecording(const std::string& path)
{
    auto reader = recording::Reader::open(path);
    if (!reader) {
        return reader.error();
    }
    m_reader = std::move(*reader);
    m_from = m_reader->from();
    m_to = m_reader->to();
    if (auto records = m_reader->rules(m_to, m_to); !records.empty()) {
        m_rules = std::move(records.back());
    }
    m_recorded = std::make_unique<recording::RecordedData>(*m_reader, m_from, m_to);
    m_sweep = std::make_unique<recording::Sweep>(*m_recorded);
    m_arrivals = std::make_unique<recording::Arrivals>(*m_reader, *m_recorded);
    return {};
}

base::Result<void> RecordedInput::readSamples(const std::string& path)
{
    const auto content = readMaybeGzip(path);
    if (!content) {
        return content.error();
    }
    auto samples = parseSamples(*content, formatOf(*content));
    if (!samples) {
        base::Error error = samples.error();
        error.message = "neither a recording nor samples with timestamps: " + error.message;
        error.where = path;
        return error;
    }
    if (!samples->oldestMs || !std::ranges::all_of(samples->batch.column, metrics::isMissing)) {
        return base::Error{base::ErrorCode::BadInput, "samples without a timestamp say nothing about the past", path};
    }
    m_from = base::fromUnixMs(*samples->oldestMs);
    m_to = base::fromUnixMs(*samples->newestMs);
    m_samples = storeOf(std::move(*samples), m_to);
    return {};
}

const tsdb::Querier& RecordedInput::data() const
{
    return m_sweep ? static_cast<const tsdb::Querier&>(*m_sweep) : *m_samples;
}

std::vector<std::string> RecordedInput::damage() const
{
    std::vector<std::string> out;
    if (m_reader) {
        for (const recording::Damage& damage : m_reader->damage()) {
            out.push_back(recording::damageText(damage));
        }
    }
    return out;
}

base::Result<session::RuleReplayOptions> RecordedInput::replayOptions(const Options& options) const
{
    const auto start = timeOf("--start", options.start, m_from, m_from);
    const auto end = timeOf("--end", options.end, m_from, m_to);
    if (!start || !end) {
        return start ? end.error() : start.error();
    }
    if (*start > m_to || *end < m_from) {
        return base::Error{base::ErrorCode::BadInput,
                           std::string(*start > m_to ? "--start" : "--end") + ": outside the recording, which holds "
                               + base::formatTime(m_from) + " to " + base::formatTime(m_to)};
    }
    if (*end < *start) {
        return base::Error{base::ErrorCode::BadInput, "--end is before --start"};
    }
    session::RuleReplayOptions out;
    out.start = withinADay(*start, m_from, m_to);
    out.end = withinADay(*end, m_from, m_to);
    if (m_rules) {
        out.interval = m_rules->evaluationInterval > base::Duration{0} ? m_rules->evaluationInterval : out.interval;
        out.promql.compat = m_rules->compat;
        out.promql.experimental = m_rules->experimental;
        out.externalLabels = m_rules->externalLabels;
    }
    out.interval = options.evaluationInterval.value_or(out.interval);
    if ((out.end - out.start) / out.interval > mostEvaluations) {
        return base::Error{base::ErrorCode::Limit,
                           "from " + base::formatTime(out.start) + " to " + base::formatTime(out.end) + " there are "
                               + std::to_string((out.end - out.start) / out.interval) + " evaluations, more than "
                               + std::to_string(mostEvaluations)
                               + "; choose a stretch with --start and --end, or a longer --evaluation-interval",
                           options.files.front()};
    }
    out.promql.compat = options.compat.value_or(out.promql.compat);
    out.promql.experimental = options.experimental || out.promql.experimental;
    out.promql.defaultSubqueryStep = out.interval;
    return out;
}

} // namespace checkwatch::app
