#include "app/headless/json.h"

#include "models/base/numbers.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace checkwatch::app {
namespace {

QJsonArray pair(base::Timestamp time, const std::string& value)
{
    return {base::unixSeconds(time), text(value)};
}

QJsonObject data(const promql::Scalar& scalar)
{
    return {{QStringLiteral("resultType"), QStringLiteral("scalar")},
            {QStringLiteral("result"), pair(scalar.time, base::formatFloat(scalar.value, 'f'))}};
}

QJsonObject data(const promql::String& string)
{
    return {{QStringLiteral("resultType"), QStringLiteral("string")},
            {QStringLiteral("result"), pair(string.time, string.value)}};
}

QJsonObject data(const promql::Vector& vector)
{
    QJsonArray result;
    for (const promql::Element& element : vector.elements) {
        result.append(
            QJsonObject{{QStringLiteral("metric"), toJson(element.labels)},
                        {QStringLiteral("value"), pair(vector.time, base::formatSampleValue(element.value))}});
    }
    return {{QStringLiteral("resultType"), QStringLiteral("vector")}, {QStringLiteral("result"), result}};
}

QJsonObject data(const promql::Matrix& matrix)
{
    QJsonArray result;
    for (const promql::Series& series : matrix.series) {
        QJsonArray values;
        for (const metrics::Sample& sample : series.samples) {
            values.append(pair(sample.time, base::formatSampleValue(sample.value)));
        }
        result.append(
            QJsonObject{{QStringLiteral("metric"), toJson(series.labels)}, {QStringLiteral("values"), values}});
    }
    return {{QStringLiteral("resultType"), QStringLiteral("matrix")}, {QStringLiteral("result"), result}};
}

} // namespace

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QByteArray jsonLine(const QJsonObject& object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
}

QJsonObject toJson(const metrics::Labels& labels)
{
    QJsonObject object;
    for (const metrics::Label label : labels) {
        object.insert(text(label.name), text(label.value));
    }
    return object;
}

QJsonObject toApiJson(const promql::Value& value)
{
    return {{QStringLiteral("status"), QStringLiteral("success")},
            {QStringLiteral("data"), std::visit([](const auto& v) { return data(v); }, value)}};
}

QJsonObject toApiError(const std::string& type, const std::string& message)
{
    return {{QStringLiteral("status"), QStringLiteral("error")},
            {QStringLiteral("errorType"), text(type)},
            {QStringLiteral("error"), text(message)}};
}

} // namespace checkwatch::app
