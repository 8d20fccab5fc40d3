#include "app/headless/savefile.h"

#include "models/recording/filehead.h"

#include <QFileInfo>
#include <QSaveFile>

namespace checkwatch::app {

base::Result<void> mayWrite(const std::string& path)
{
    const QString name = QString::fromStdString(path);
    if (name.toStdString() != path) { // it would be a file of another name
        return base::Error{base::ErrorCode::Refused, "cannot write: the name is not UTF-8; choose another", path};
    }
    if (recording::checkFileHead(path, false)) {
        return base::Error{base::ErrorCode::Refused,
                           "not written: that is a recording, or another database; choose another name", path};
    }
    const QFileInfo file(name);
    if (!QFileInfo(file.absolutePath()).isDir()) {
        return base::Error{base::ErrorCode::Refused, "cannot write: there is no such folder", path};
    }
    if (file.isDir()) {
        return base::Error{base::ErrorCode::Refused, "cannot write: that is a folder", path};
    }
    return {};
}

base::Result<void> saveFile(const std::string& path, const QByteArray& content)
{
    if (auto may = mayWrite(path); !may) {
        return may;
    }
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
        return base::Error{base::ErrorCode::Refused, "cannot write: " + file.errorString().toStdString(), path};
    }
    return {};
}

} // namespace checkwatch::app
