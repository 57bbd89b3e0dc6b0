# Where the images of the framework come from; a mirror takes its place with --build-arg.
ARG DOTNET=mcr.microsoft.com/dotnet

FROM ${DOTNET}/sdk:10.0 AS build
WORKDIR /source
COPY .editorconfig ./
COPY .config .config
COPY src src
RUN dotnet restore src/KpiApi/KpiApi.csproj --locked-mode \
 && dotnet publish src/KpiApi/KpiApi.csproj --configuration Release --no-restore --output /app \
 && mkdir /data

# No shell, no package manager, and a user who is not root.
FROM ${DOTNET}/aspnet:10.0-noble-chiseled-extra
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
USER $APP_UID
# With an address of its own the service answers nobody without a key: Keys__PrintFirst=true prints the first, Keys__Admin sets it.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    Store__ConnectionString="Data Source=/data/kpi.db"
EXPOSE 8080
VOLUME /data
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["dotnet", "KpiApi.dll", "--health", "http://127.0.0.1:8080"]
ENTRYPOINT ["dotnet", "KpiApi.dll"]
