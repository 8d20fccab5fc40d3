#pragma once

#include "models/base/time.h"
#include "models/metrics/labels.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

#include <map>
#include <utility>
#include <vector>

/// Running `checkwatch backtest` in tests, over recordings that are made of samples.
namespace checkwatch::backtestrig {

/// The health-check rule as it is published, as a rule file.
inline constexpr const char* headlineRule = "groups:\n- name: EmbeddedExporterV2\n  rules:\n"
                                            "  - alert: HaproxyServerHealthcheckFailure\n"
                                            "    expr: increase(haproxy_server_check_failures_total[1m]) > 0\n"
                                            "    for: 1m\n    labels: {severity: warning}\n";

inline constexpr const char* counter = "haproxy_server_check_failures_total";

/// Milliseconds in JSON.
[[nodiscard]] inline qint64 whole(const QJsonValue& value)
{
    return static_cast<qint64>(value.toDouble());
}

/// What the command said.
struct Said
{
    int code = -1;
    QByteArray out;
    QByteArray err;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};
Said backtest(const QStringList& arguments);

/// Samples of one target by time, written into a recording as its scrapes.
using Target = std::map<base::Timestamp, std::vector<std::pair<metrics::Labels, double>>>;
bool writeRecording(const QString& path, const std::vector<Target>& targets);

} // namespace checkwatch::backtestrig
