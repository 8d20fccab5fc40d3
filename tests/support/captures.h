#pragma once

#include "models/metrics/labels.h"

#include <QByteArray>
#include <QString>

#include <utility>
#include <vector>

/// Reading the shared captures of real exporters in tests.
namespace checkwatch::support {

/// Folder of the shared material: $CHECKWATCH_SHARED, else "shared" beside the source tree; empty where it is not there.
QString sharedFolder();

/// The bytes of a file, inflated where the name ends in ".gz"; empty where it cannot be read.
QByteArray readCapture(const QString& path);

using PlainSample = std::pair<metrics::Labels, double>;

/// Name, labels and value of every sample line of a well-formed exposition without timestamps: not a parser, a reader of
/// known good files.
std::vector<PlainSample> readSamples(const QByteArray& exposition);

} // namespace checkwatch::support

/// Ends the test function where the shared material is missing: skipped at home, failed in CI.
#define REQUIRE_SHARED(folder)                                                                                         \
    do {                                                                                                               \
        if ((folder).isEmpty()) {                                                                                      \
            if (qEnvironmentVariableIsSet("CI")) {                                                                     \
                QFAIL("the shared captures are missing: set CHECKWATCH_SHARED");                                       \
            }                                                                                                          \
            QSKIP("not run: the shared captures are missing (set CHECKWATCH_SHARED)");                                 \
        }                                                                                                              \
    } while (false)
