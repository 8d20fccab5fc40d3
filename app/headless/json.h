#pragma once

#include "models/metrics/labels.h"
#include "models/promql/value.h"

#include <QByteArray>
#include <QJsonObject>
#include <QString>

#include <string>
#include <string_view>

namespace checkwatch::app {

QString text(std::string_view utf8);

/// One line of compact JSON, with its newline.
QByteArray jsonLine(const QJsonObject& object);

QJsonObject toJson(const metrics::Labels& labels);

/// A query's answer in the shape of the Prometheus HTTP API (guides/prometheus.md 4): values are strings, NaN and Inf
/// included; times are numbers in seconds.
QJsonObject toApiJson(const promql::Value& value);
QJsonObject toApiError(const std::string& type, const std::string& message);

} // namespace checkwatch::app
