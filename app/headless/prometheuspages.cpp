#include "app/headless/prometheuspages.h"

#include "models/base/clock.h"
#include "models/base/duration.h"
#include "models/base/numbers.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>
#include <QUrl>
#include <QUrlQuery>

#include <algorithm>
#include <cmath>

namespace checkwatch::app {
namespace {

/// Prometheus gives no more points of a series in one answer to a range query.
constexpr int mostPoints = 11'000;
constexpr base::Duration usualPage = std::chrono::hours{1};
constexpr base::Duration shortestPage = std::chrono::seconds{10};

base::Error bad(std::string message, const std::string& where)
{
    return {base::ErrorCode::BadInput, std::move(message), where};
}

QString seconds(base::Timestamp time)
{
    return QString::number(base::unixSeconds(time), 'f', 3);
}

/// What makes two imports the same: everything but how far they go.
QByteArray keyOf(const PagesWanted& wanted)
{
    QByteArray key = QByteArray::fromStdString(wanted.server) + ' ' + QByteArray::number(base::unixMs(wanted.start))
        + ' ' + QByteArray::number(wanted.step.count());
    for (const std::string& selector : wanted.match) {
        key += ' ' + QByteArray::fromStdString(selector).toPercentEncoding();
    }
    return key;
}

/// A shorter page may do.
bool isTooMuch(const base::Error& error)
{
    return error.code == base::ErrorCode::Limit || error.code == base::ErrorCode::Timeout
        || error.message.starts_with("HTTP 422") || error.message.starts_with("HTTP 503");
}

metrics::Labels labelsOf(const QJsonObject& metric)
{
    std::vector<std::pair<std::string, std::string>> labels;
    for (auto label = metric.begin(); label != metric.end(); ++label) {
        labels.emplace_back(label.key().toStdString(), label.value().toString().toStdString());
    }
    return metrics::Labels(std::move(labels));
}

} // namespace

PrometheusPages::PrometheusPages(PagesWanted wanted, std::string mark, recording::ImportWriter& writer,
                                 Progress progress)
    : m_wanted(std::move(wanted)), m_mark(std::move(mark)), m_writer(writer), m_progress(std::move(progress)),
      m_page(m_wanted.step.count() > 0 ? m_wanted.step * (mostPoints - 1) : usualPage)
{
    m_target.config = m_wanted.http;
    m_target.config.timeout = std::chrono::minutes{2};
    m_target.config.bodySizeLimit = 128UL * 1024 * 1024;
}

std::optional<base::Timestamp> PrometheusPages::markedIn(const std::string& mark, const PagesWanted& wanted)
{
    QFile file(QString::fromStdString(mark));
    if (!file.open(QIODevice::ReadOnly) || file.readLine(65536).trimmed() != keyOf(wanted)) {
        return std::nullopt;
    }
    bool ok = false;
    const qint64 ms = file.readLine(64).trimmed().toLongLong(&ok);
    return ok ? std::optional(base::fromUnixMs(ms)) : std::nullopt;
}

void PrometheusPages::start(base::Timestamp after, Done done)
{
    m_after = after;
    m_done = std::move(done);
    ask();
}

std::string PrometheusPages::urlOfPage() const
{
    QUrl url(QString::fromStdString(m_wanted.server));
    QString path = url.path();
    path += path.endsWith(QLatin1Char('/')) ? QStringLiteral("api/v1/") : QStringLiteral("/api/v1/");
    const QString selector = QString::fromStdString(m_wanted.match[m_selector]);
    QUrlQuery query;
    const auto add = [&query](const char* name, const QString& value) {
        query.addQueryItem(QLatin1String(name), QString::fromLatin1(QUrl::toPercentEncoding(value)));
    };
    if (m_wanted.step.count() > 0) {
        path += QStringLiteral("query_range");
        add("query", selector);
        add("start", seconds(m_after + m_wanted.step));
        add("end", seconds(m_until));
        add("step", QString::number(static_cast<double>(m_wanted.step.count()) / 1000, 'f', 3));
    } else {
        path += QStringLiteral("query");
        add("query", selector + QString::fromStdString('[' + base::formatDuration(m_until - m_after) + ']'));
        add("time", seconds(m_until));
    }
    url.setPath(path);
    url.setQuery(query);
    return url.toEncoded().toStdString();
}

void PrometheusPages::ask()
{
    m_until = std::min(m_wanted.end, m_after + m_page);
    if (m_after >= m_wanted.end || (m_wanted.step.count() > 0 && m_after + m_wanted.step > m_wanted.end)) {
        m_done({});
        return;
    }
    m_target.url = urlOfPage();
    m_client.get(m_target, [this](const base::Result<sources::HttpAnswer>& answer) { answered(answer); });
}

void PrometheusPages::answered(const base::Result<sources::HttpAnswer>& answer)
{
    if (!answer) {
        if (isTooMuch(answer.error()) && m_page / 2 >= std::max(shortestPage, m_wanted.step)) {
            m_page /= 2;
            m_page -= m_wanted.step.count() > 0 ? m_page % m_wanted.step : base::Duration{0};
            m_selector = 0; // a page is done when all of it is
            QMetaObject::invokeMethod(
                this, [this] { ask(); }, Qt::QueuedConnection);
            return;
        }
        m_done(answer.error());
        return;
    }
    auto taken = take(answer->body);
    if (taken && ++m_selector == m_wanted.match.size()) {
        m_selector = 0;
        taken = pageIsDone();
    }
    if (!taken) {
        m_done(taken);
        return;
    }
    QMetaObject::invokeMethod(
        this, [this] { ask(); }, Qt::QueuedConnection); // not within the client's handler
}

base::Result<void> PrometheusPages::take(std::string_view body)
{
    const QJsonDocument document
        = QJsonDocument::fromJson(QByteArray::fromRawData(body.data(), static_cast<qsizetype>(body.size())));
    const QJsonObject data = document.object().value(QLatin1String("data")).toObject();
    if (data.value(QLatin1String("resultType")).toString() != QLatin1String("matrix")) {
        return bad("this is not the answer of a Prometheus-compatible server", m_wanted.server);
    }
    const QJsonArray result = data.value(QLatin1String("result")).toArray();
    for (const auto& element : result) {
        const QJsonObject series = element.toObject();
        const std::uint32_t number = m_writer.number(labelsOf(series.value(QLatin1String("metric")).toObject()));
        const QJsonArray values = series.value(QLatin1String("values")).toArray();
        for (const auto& point : values) {
            const QJsonArray pair = point.toArray();
            const auto value = base::parseFloat(pair.at(1).toString().toStdString());
            const double at = pair.at(0).toDouble(-1);
            if (!value || !(at >= 0 && at < 1e12)) {
                return bad("a sample in the answer cannot be read", m_wanted.server);
            }
            const base::Timestamp time = base::fromUnixMs(std::llround(at * 1000));
            // Prometheus 2 has the left end in a range too.
            if (time > m_after && time <= m_until) {
                m_writer.add(number, {time, *value});
            }
        }
    }
    return {};
}

base::Result<void> PrometheusPages::pageIsDone()
{
    if (auto written = m_writer.flush(true); !written) {
        return written;
    }
    // With steps the next page begins a step behind the last point, which need not be the page's end.
    m_after = m_wanted.step.count() > 0 ? m_after + (m_until - m_after) / m_wanted.step * m_wanted.step : m_until;
    QSaveFile mark(QString::fromStdString(m_mark));
    const QByteArray text = keyOf(m_wanted) + '\n' + QByteArray::number(base::unixMs(m_after)) + '\n';
    if (!mark.open(QIODevice::WriteOnly) || mark.write(text) != text.size() || !mark.commit()) {
        return base::Error{base::ErrorCode::Refused, mark.errorString().toStdString(), m_mark};
    }
    const auto part
        = [this](base::Timestamp time) { return static_cast<std::uint64_t>((time - m_wanted.start).count()); };
    m_progress(m_after <= m_wanted.start ? 0 : part(m_after), part(m_wanted.end));
    return {};
}

} // namespace checkwatch::app
